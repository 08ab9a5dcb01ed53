import type { Clock } from './ports.ts';

/** Lets the event loop breathe in long stretches of work (no gap over 50 ms: the main loop serves health checks and the shipper too). */
export interface Pacer {
  /** Call it after each small piece of work. */
  pace(): Promise<void>;
}

const MOST_WORK_MS = 8;

export function createPacer(clock: Clock): Pacer {
  let sinceMs = clock.monotonicMs();
  return {
    async pace() {
      if (clock.monotonicMs() - sinceMs < MOST_WORK_MS) return;
      await clock.breathe();
      sinceMs = clock.monotonicMs();
    },
  };
}
