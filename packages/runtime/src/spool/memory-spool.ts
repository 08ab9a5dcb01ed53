import { AgentError, type Batch, CLASS_OF_KIND, type Clock, type Safety, type Spool, type SpooledBatch } from '@openfinops/core';
import { createGapBook } from './gaps.ts';
import { createLanes, type LaneEntry } from './lanes.ts';

export interface MemorySpoolOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Most bytes of JSON; default 32 MiB. */
  readonly maxBytes?: number;
  /** Most batches; default 1,000. */
  readonly maxBatches?: number;
  readonly onDropped?: (batch: SpooledBatch, reason: string) => void;
}

interface Entry extends LaneEntry {
  readonly batch: Batch;
  readonly spooledMs: number;
  attempts: number;
}

/**
 * A bounded spool in memory, for a process that has no disk of its own: what it holds does not survive the process. When room runs out, open-hour
 * batches go first, then the oldest of the lowest class. The batch that is being sent is never dropped.
 */
export function createMemorySpool(options: MemorySpoolOptions): Spool {
  const { clock, maxBytes = 32 * 1024 * 1024, maxBatches = 1000, onDropped } = options;
  const lanes = createLanes<Entry>();
  const gaps = createGapBook();
  const totals = { accepted: 0, children: 0, delivered: 0, dropped: 0, dead: 0, split: 0 };
  let lastSeq = 0;
  let lentId: string | undefined;
  let isClosed = false;

  const drop = (entry: Entry, reason: string) => {
    const { batch, class: batchClass, spooledMs } = entry;
    lanes.remove(batch.id);
    totals.dropped += 1;
    gaps.add({ class: batchClass, reason, atMs: spooledMs, records: batch.records });
    onDropped?.(batch, reason);
  };
  const firstToDrop = (): Entry | undefined => {
    for (const entry of lanes.inDropOrder()) if (entry.id !== lentId) return entry;
    return undefined;
  };
  const add = (batch: Batch, spooledMs: number): Safety => {
    const { id, kind, expiresMs } = batch;
    lastSeq += 1;
    const bytes = Buffer.byteLength(batch.json);
    const entry = { id, class: CLASS_OF_KIND[kind], seq: lastSeq, expiresMs, bytes, batch, spooledMs, attempts: 0 };
    lanes.add(entry);
    if (bytes > maxBytes) drop(entry, 'spool-full');
    while (lanes.bytes() > maxBytes || lanes.size() > maxBatches) {
      const victim = firstToDrop();
      if (victim === undefined) break;
      drop(victim, 'spool-full');
    }
    return lanes.get(id) === undefined ? 'dropped' : 'held';
  };
  const addPart = (part: Batch, { spooledMs }: Entry): Safety => {
    if (lanes.get(part.id) !== undefined) return 'held';
    totals.children += 1;
    return add(part, spooledMs);
  };

  return {
    async append(batch) {
      if (isClosed) throw new AgentError('SPOOL_UNWRITABLE', `batch ${batch.id} came after the spool was closed`);
      if (lanes.get(batch.id) !== undefined) return 'held';
      totals.accepted += 1;
      return add(batch, clock.nowMs());
    },
    async next(nowMs, isHeldBack = () => false) {
      for (const entry of lanes.inSendOrder()) {
        const { batch, attempts, expiresMs } = entry;
        if (isHeldBack(batch.id)) continue;
        if (expiresMs === null || expiresMs > nowMs) {
          lentId = batch.id;
          return { batch, attempts };
        }
        drop(entry, 'expired');
      }
      return undefined;
    },
    async ack(batchId) {
      if (lanes.remove(batchId) !== undefined) totals.delivered += 1;
    },
    async retry(batchId) {
      if (lentId === batchId) lentId = undefined;
      const entry = lanes.get(batchId);
      if (entry !== undefined) entry.attempts += 1;
    },
    async kill(batchId) {
      if (lanes.remove(batchId) !== undefined) totals.dead += 1;
    },
    async split(batchId, parts) {
      // Out first: the parts have its room.
      const whole = lanes.remove(batchId);
      if (whole === undefined) return undefined;
      totals.split += 1;
      return parts.map((part) => addPart(part, whole));
    },
    async bury() {
      totals.children += 1;
      totals.dead += 1;
    },
    counts: () => ({ ...totals, found: 0, queued: lanes.size(), corrupt: 0, superseded: 0, queuedBytes: lanes.bytes() }),
    trouble: () => undefined,
    takeGaps: () => gaps.take(),
    async settleGaps() {
      gaps.settle();
    },
    async close() {
      isClosed = true;
    },
  };
}
