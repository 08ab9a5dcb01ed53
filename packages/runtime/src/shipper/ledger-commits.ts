import type { Batch, BatchWithCommits, LedgerCommit, ScopeId, SpooledBatch } from '@openfinops/core';

/**
 * Which ledgers may be saved: one that came with a batch may be once that batch and all before it are safe, on disk or at the server, so that
 * after a crash whatever was not is reported again. Holds at most three ledgers of a scope, however long a disk takes nothing.
 */
export interface LedgerCommits {
  /** In the order the cycles yield. */
  add(item: BatchWithCommits): void;
  /** The batch is safe, or refused for good. An unknown id changes nothing. */
  settle(batchId: string): void;
  /** Its parts stand for the batch now: all of them must be settled. An unknown id changes nothing. */
  split(batchId: string, partIds: readonly string[]): void;
  /** The spool dropped the batch before it was safe; one that was safe has its gap, and changes nothing. */
  drop(batch: SpooledBatch): void;
  /** What may be saved now and was not taken before: the newest of each scope. */
  takeReady(): LedgerCommit[];
}

interface Step {
  readonly batch: Pick<Batch, 'id' | 'cycleId'>;
  isSettled: boolean;
  commits: readonly LedgerCommit[];
}

export function createLedgerCommits(): LedgerCommits {
  /** Whatever is not safe, and what came after it; in order. */
  let steps: Step[] = [];
  let ready = new Map<ScopeId, LedgerCommit>();
  /** The cycle whose final was dropped last: a ledger of it that is still to come would forget what nobody got. */
  let brokenCycleId: string | undefined;

  const settle = (batchId: string): void => {
    const step = steps.find(({ batch }) => batch.id === batchId);
    if (step === undefined) return;
    step.isSettled = true;
    const waitingAt = steps.findIndex(({ isSettled }) => !isSettled);
    const settledCount = waitingAt === -1 ? steps.length : waitingAt;
    for (const { commits } of steps.slice(0, settledCount)) for (const commit of commits) ready.set(commit.scope, commit);
    steps = steps.slice(settledCount);
  };
  /** Of the ledgers of a scope that wait, the first (its turn comes first) and the last (it knows all) are enough. */
  const forgetMiddle = (scope: ScopeId): void => {
    const waiting = steps.filter(({ commits }) => commits.some((commit) => commit.scope === scope));
    for (const step of waiting.slice(1, -1)) step.commits = step.commits.filter((commit) => commit.scope !== scope);
  };

  return {
    add({ batch, commits }) {
      const { id, cycleId } = batch;
      steps.push({ batch: { id, cycleId }, isSettled: false, commits: cycleId === brokenCycleId ? [] : commits });
      for (const { scope } of commits) forgetMiddle(scope);
    },
    settle,
    split(batchId, partIds) {
      const at = steps.findIndex(({ batch }) => batch.id === batchId);
      const whole = steps[at];
      if (whole === undefined || whole.isSettled) return;
      const { cycleId } = whole.batch;
      const parts = partIds.map((id): Step => ({ batch: { id, cycleId }, isSettled: false, commits: [] }));
      const last = parts.at(-1);
      if (last !== undefined) last.commits = whole.commits;
      steps.splice(at, 1, ...parts);
    },
    drop(batch) {
      const isFinal = batch.kind === 'cost' && batch.expiresMs === null;
      const lost = steps.find((step) => step.batch.id === batch.id && !step.isSettled);
      if (isFinal && lost !== undefined) {
        brokenCycleId = lost.batch.cycleId;
        for (const step of steps) if (step.batch.cycleId === brokenCycleId) step.commits = [];
      }
      settle(batch.id);
    },
    takeReady() {
      const taken = [...ready.values()];
      ready = new Map();
      return taken;
    },
  };
}
