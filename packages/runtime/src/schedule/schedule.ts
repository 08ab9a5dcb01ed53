/** When cycles run. */
export interface Schedule {
  /** Runs the task at each of its times until the signal aborts; resolves when the task that is then running has ended. The task never rejects. */
  run(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** Lets a task run once at a time. */
export interface SingleRun {
  /** Starts the task, or tells that it still runs. */
  start(): void;
  /** Resolves when nothing runs. */
  settled(): Promise<void>;
}

export function createSingleRun(task: () => Promise<void>, onSkipped: () => void): SingleRun {
  let running: Promise<void> | undefined;
  return {
    start() {
      if (running !== undefined) {
        onSkipped();
        return;
      }
      running = task().finally(() => {
        running = undefined;
      });
    },
    settled: async () => running,
  };
}
