/** Wakes one waiter; a ring that comes before the wait is remembered. */
export interface Bell {
  ring(): void;
  /** Resolves with the next ring. */
  heard(): Promise<void>;
}

export function createBell(): Bell {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wake?.();
    },
    async heard() {
      if (!rang) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      rang = false;
      wake = undefined;
    },
  };
}
