import type { Clock } from '@openfinops/core';
import { CALLS_PER_SECOND, POINTS_PER_SECOND, STATISTICS_PER_SECOND } from './limits.ts';

/** Spreads calls so that a quota is not run into: each takes its share of time, and little of what was not used may be made up for. */
export interface CallPace {
  /** Resolves when the next call may go out. Rejects when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** A call goes out that takes so much of a quota's time. */
  take(ms: number): void;
}

const MOST_SAVED_MS = 400;

export function createCallPace(clock: Clock): CallPace {
  let freeMs = Number.NEGATIVE_INFINITY;
  return {
    async ready(signal) {
      signal.throwIfAborted();
      for (let waitMs = freeMs - clock.monotonicMs(); waitMs > 0; waitMs = freeMs - clock.monotonicMs()) await clock.sleep(waitMs, signal);
    },
    take(ms) {
      freeMs = Math.max(freeMs, clock.monotonicMs() - MOST_SAVED_MS) + ms;
    },
  };
}

/** The share of a second that a call of GetMetricData takes. */
export function dataCallMs(points: number): number {
  return Math.max(1000 / CALLS_PER_SECOND, (1000 * points) / POINTS_PER_SECOND);
}

/** The share of a second that a call of GetMetricStatistics takes. */
export const STATISTICS_CALL_MS = 1000 / STATISTICS_PER_SECOND;
