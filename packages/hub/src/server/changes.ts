/** Tells readers that something new was stored. */
export interface Changes {
  /** Something was stored. Many in a row are told as one. */
  announce(): void;
  /** Calls back at the next telling and every one after it. undefined: as many listen as may. */
  listen(listener: ChangeListener): (() => void) | undefined;
  /** Ends every listener; nobody can listen after it. */
  close(): void;
}

export interface ChangeListener {
  changed(): void;
  ended(): void;
}

export interface ChangeLimits {
  readonly listeners: number;
  /** How long it waits for more to come, and so the least time between two tellings. */
  readonly gatherMs: number;
}

/** Runs something once after a time. Returns what calls it off. */
export type After = (ms: number, run: () => void) => () => void;

const LIMITS: ChangeLimits = { listeners: 100, gatherMs: 2000 };

/** A timer that keeps no process alive. */
const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

export function createChanges(limits: ChangeLimits = LIMITS, after: After = afterTimeout): Changes {
  const listeners = new Set<ChangeListener>();
  let callOff = (): void => undefined;
  let isWaiting = false;
  let closed = false;

  const tell = (): void => {
    isWaiting = false;
    for (const listener of [...listeners]) listener.changed();
  };
  return {
    announce() {
      if (isWaiting || listeners.size === 0) return;
      isWaiting = true;
      callOff = after(limits.gatherMs, tell);
    },
    listen(listener) {
      if (closed || listeners.size >= limits.listeners) return undefined;
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      callOff();
      for (const listener of [...listeners]) listener.ended();
      listeners.clear();
    },
  };
}
