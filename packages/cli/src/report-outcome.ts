import type { CycleOutcome } from '@openfinops/core';
import type { ProblemEvents } from '@openfinops/runtime';

/** Tells how each cycle went: its scopes every time, a problem when it appears and not at every look at which it is still there. */
export function createOutcomeReporter(events: ProblemEvents): (outcome: CycleOutcome) => void {
  let known = new Set<string>();
  return ({ problems, scopes, failed: extent }) => {
    const failed = new Set(scopes.filter(({ complete }) => !complete).map(({ scope }) => scope));
    const keys = new Set<string>();
    for (const problem of problems) {
      const key = JSON.stringify([problem.code, problem.scope, problem.message]);
      keys.add(key);
      if (known.has(key)) continue;
      if (problem.scope !== null && failed.has(problem.scope)) events.scopeFailed({ scope: problem.scope, problem });
      else events.problemSeen({ problem });
    }
    known = keys;
    const problem = extent === 'none' ? null : (problems.find(({ stage }) => stage === 'discover') ?? null);
    events.scopesSeen({ complete: scopes.length - failed.size, failed: failed.size, problem });
  };
}
