import { type BatchClass, type Gap, hourOf } from '@openfinops/core';

/** What was dropped, merged by class, reason and hour, so that an outage of a day leaves some dozens of records and not thousands. */
export interface GapBook {
  add(dropped: { readonly class: BatchClass; readonly reason: string; readonly atMs: number; readonly records: number }): void;
  /** What an earlier process could not tell. */
  restore(gaps: readonly Gap[]): void;
  /** Everything not told yet, oldest first. */
  untold(): Gap[];
  /** The same, to be told now: until `settle`, it is given again. */
  take(): Gap[];
  /** What was taken last is told. */
  settle(): void;
}

export function createGapBook(): GapBook {
  /** Taken, not settled. */
  let pending = new Map<string, Gap>();
  let fresh = new Map<string, Gap>();
  const untold = (): Map<string, Gap> => {
    const all = new Map(pending);
    for (const gap of fresh.values()) merge(all, gap);
    return all;
  };
  return {
    add: ({ class: batchClass, reason, atMs, records }) => merge(fresh, { class: batchClass, reason, fromMs: atMs, toMs: atMs, records }),
    restore(gaps) {
      for (const gap of gaps) merge(fresh, gap);
    },
    untold: () => inOrder(untold()),
    take() {
      pending = untold();
      fresh = new Map();
      return inOrder(pending);
    },
    settle() {
      pending = new Map();
    },
  };
}

function merge(gaps: Map<string, Gap>, gap: Gap): void {
  const key = `${gap.class} ${hourOf(gap.fromMs)} ${gap.reason}`;
  const known = gaps.get(key);
  if (known === undefined) {
    gaps.set(key, gap);
    return;
  }
  const fromMs = Math.min(gap.fromMs, known.fromMs);
  gaps.set(key, { ...gap, fromMs, toMs: Math.max(gap.toMs, known.toMs), records: gap.records + known.records });
}

function inOrder(gaps: ReadonlyMap<string, Gap>): Gap[] {
  return [...gaps.values()].sort((a, b) => a.fromMs - b.fromMs);
}
