import { setImmediate as nextTurn, setTimeout as timer } from 'node:timers/promises';
import type { Clock } from '@openfinops/core';

/** Node's timers hold 31 bits of milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    const options = signal === undefined ? {} : { signal };
    let leftMs = ms;
    do {
      const stepMs = Math.min(leftMs, LONGEST_TIMER_MS);
      await timer(stepMs, undefined, options);
      leftMs -= stepMs;
    } while (leftMs > 0);
  },
  async breathe() {
    await nextTurn();
  },
};
