import { type BatchClass, type Gap, hourOf } from '@openfinops/core';

/** What was dropped, merged by class, reason and hour, so that an outage of a day leaves some dozens of records and not thousands. */
export interface GapBook {
  add(dropped: { readonly class: BatchClass; readonly reason: string; readonly atMs: number; readonly records: number }): void;
  /** Everything not handed over yet, oldest first; empties the book. */
  take(): Gap[];
}

export function createGapBook(): GapBook {
  let gaps = new Map<string, Gap>();
  return {
    add({ class: batchClass, reason, atMs, records }) {
      const key = `${batchClass} ${hourOf(atMs)} ${reason}`;
      const known = gaps.get(key);
      gaps.set(key, {
        class: batchClass,
        reason,
        fromMs: Math.min(atMs, known?.fromMs ?? atMs),
        toMs: Math.max(atMs, known?.toMs ?? atMs),
        records: records + (known?.records ?? 0),
      });
    },
    take() {
      const taken = [...gaps.values()].sort((a, b) => a.fromMs - b.fromMs);
      gaps = new Map();
      return taken;
    },
  };
}
