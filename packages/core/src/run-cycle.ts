import type { Batch, BatchWithCommits } from './batch.ts';
import { type Cycle, type CycleInput, countCalls, startCycle } from './cycle.ts';
import { closeCycle, ledgersOf, problemsOf } from './cycle-close.ts';
import { conclude } from './cycle-conclude.ts';
import { look } from './cycle-look.ts';
import { addWaiting } from './cycle-resources.ts';
import type { ScopeId } from './model.ts';
import type { Problem } from './provider.ts';
import type { WireSummary } from './wire.ts';

/** How a cycle ended. */
export interface CycleOutcome {
  readonly cycleId: string;
  readonly scopes: readonly { readonly scope: ScopeId; readonly complete: boolean; readonly resources: number }[];
  readonly problems: readonly Problem[];
  readonly summary: WireSummary;
  readonly charges: number;
  /** Scopes that failed: none, some, or every one. */
  readonly failed: 'none' | 'some' | 'all';
}

/**
 * One cycle: look -> accrue -> price -> batches, yielded as they fill. No side effect but the provider's reads; what to remember
 * comes with the batches as ledgers to commit. A failing scope or stage is a problem on record; abort rejects with the signal's reason.
 */
export async function* runCycle(input: CycleInput): AsyncGenerator<BatchWithCommits, CycleOutcome> {
  const cycle = startCycle(input);
  for (const stage of [look, conclude, addWaiting]) {
    for await (const batch of stage(cycle)) yield { batch, commits: [] };
  }
  const last: Batch[] = [...cycle.batches.flush()];
  const commits = ledgersOf(cycle);
  for (const [index, batch] of last.entries()) yield { batch, commits: index === last.length - 1 ? commits : [] };
  yield { batch: closeCycle(cycle), commits: last.length === 0 ? commits : [] };
  input.onProgress?.({ stage: 'done', scope: null, resources: cycle.listed, calls: countCalls(cycle) });
  return outcomeOf(cycle);
}

function outcomeOf(cycle: Cycle): CycleOutcome {
  const scopes = [...cycle.scopes.values()];
  const failures = scopes.filter((state) => !state.complete).length;
  const problems = problemsOf(cycle);
  const nothingListed = scopes.length === 0 && problems.some((problem) => problem.stage === 'discover');
  return {
    cycleId: cycle.frame.cycleId,
    scopes: scopes.map(({ scope, complete, resources }) => ({ scope, complete, resources })),
    problems,
    summary: cycle.summary.build(),
    charges: cycle.batches.charges(),
    failed: failures === 0 && !nothingListed ? 'none' : failures === scopes.length ? 'all' : 'some',
  };
}
