import { type Clock, HOUR_MS } from '@openfinops/core';

/** So many calls within any hour, and not one more. */
export interface CallBudget {
  /** Takes one call; false: none is left. */
  spend(): boolean;
}

export function createCallBudget(callsPerHour: number, clock: Pick<Clock, 'nowMs'>): CallBudget {
  let spentMs: number[] = [];
  return {
    spend() {
      const nowMs = clock.nowMs();
      // A clock that is set back must not take the budget away for as long.
      spentMs = spentMs.filter((atMs) => Math.abs(nowMs - atMs) < HOUR_MS);
      if (spentMs.length >= callsPerHour) return false;
      spentMs.push(nowMs);
      return true;
    },
  };
}
