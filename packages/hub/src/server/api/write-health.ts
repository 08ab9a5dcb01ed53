import type { AgentsData } from '../../pages/overview-data.ts';

/** What the agents could not do in their last cycles, and what was lost on the way. */
export function writeProblems({ cycles, gaps }: AgentsData) {
  return {
    problems: cycles.flatMap(({ agentId, problems }) =>
      problems.map(({ stage, code, scope, message, hint, at }) => ({ agent_id: agentId, stage, code, scope, message, hint: hint ?? null, at })),
    ),
    gaps: gaps.map(({ agentId, class: batchClass, reason, fromMs, toMs, records }) => ({
      agent_id: agentId,
      class: batchClass,
      reason,
      from: fromMs / 1000,
      to: toMs / 1000,
      records,
    })),
  };
}

/** Each scope as its agent last read it. */
export function writeScopes({ cycles }: AgentsData) {
  return {
    scopes: cycles.flatMap(({ agentId, timestampMs, scopes }) =>
      scopes.map((scope) => ({ agent_id: agentId, read_at: timestampMs / 1000, ...scope })),
    ),
  };
}
