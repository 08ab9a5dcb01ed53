import type { Batch, LedgerCommit } from './batch.ts';
import { encodeBatch } from './batch-writer.ts';
import type { Cycle } from './cycle.ts';
import { ownCostOf } from './cycle-own-cost.ts';
import { type ScopeState, scopeToWire } from './cycle-scopes.ts';
import type { Problem } from './provider.ts';
import { gapToWire, problemToWire } from './to-wire.ts';
import type { WireCoverage } from './wire.ts';

/** What may be remembered: the looks that saw anything. A scope that failed before its first page keeps its old ledger. */
export function ledgersOf(cycle: Cycle): LedgerCommit[] {
  const commits: LedgerCommit[] = [];
  for (const state of cycle.scopes.values()) {
    const ledger = state.look.ledger(state.complete, state.cursor);
    if (ledger !== state.before) commits.push({ scope: state.scope, ledger });
  }
  return commits;
}

/** The closing batch: how the cycle went, as a whole. */
export function closeCycle(cycle: Cycle): Batch {
  const { frame, input } = cycle;
  const scopes = [...cycle.scopes.values()];
  const events = [
    ...problemsOf(cycle).map((problem) => problemToWire(problem, frame.atMs)),
    ...(input.gaps ?? []).map((gap) => gapToWire(gap, frame.atMs)),
  ];
  const parts = frame.nextPart();
  const fields = {
    summary: cycle.summary.build(),
    scopes: scopes.map(scopeToWire),
    coverage: coverageOf(scopes),
    own_cost: ownCostOf(cycle),
    parts,
  };
  return encodeBatch(
    { ...frame, nextPart: () => parts },
    { kind: 'cycle', expiresMs: null, fields: [JSON.stringify(fields).slice(1, -1)], events: JSON.stringify(events), records: 1 + events.length },
  );
}

/** What the stages reported, and the clocks that disagree (2.2). */
export function problemsOf(cycle: Cycle): Problem[] {
  const skewed = [...cycle.scopes.values()].filter((state) => state.skewed > 0);
  return [...cycle.problems, ...skewed.map(skewProblem)];
}

function skewProblem(state: ScopeState): Problem {
  return {
    stage: 'discover',
    code: 'CLOCK_SKEW',
    scope: state.scope,
    message: `${state.skewed} of ${state.resources} resources start later than the look that listed them; their start proves nothing this time`,
    hint: 'Compare the clock of this machine with the provider’s (NTP); a few seconds right after a start are normal.',
  };
}

function coverageOf(scopes: readonly ScopeState[]): WireCoverage {
  let longestMs: number | null = null;
  for (const { before, observedAtMs } of scopes) {
    if (before.atMs !== null && observedAtMs !== null) longestMs = Math.max(longestMs ?? 0, observedAtMs - before.atMs);
  }
  const unproven = scopes.filter((state) => state.unproven > 0);
  return {
    shortest_life_s: longestMs === null ? null : longestMs / 1000,
    not_covered: unproven.map((state) => ({
      what: `${state.unproven} running meters in ${state.scope}`,
      why: 'the provider does not say since when they run, and nothing is remembered yet: billed from the next look on',
    })),
  };
}
