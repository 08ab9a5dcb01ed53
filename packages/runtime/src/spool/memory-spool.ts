import { AgentError, type Batch, type BatchClass, CLASS_OF_KIND, type Clock, type Spool } from '@openfinops/core';
import { createGapBook } from './gaps.ts';

export type DropReason = 'spool-full' | 'expired';

export interface MemorySpoolOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Most bytes of JSON; default 32 MiB. */
  readonly maxBytes?: number;
  /** Most batches; default 1,000. */
  readonly maxBatches?: number;
  readonly onDropped?: (batch: Batch, reason: DropReason) => void;
}

interface Entry {
  readonly batch: Batch;
  readonly bytes: number;
  readonly spooledMs: number;
  readonly attempts: number;
}

/** The order of sending; the order of dropping is the reverse. */
const CLASSES: readonly BatchClass[] = ['P0', 'P1', 'P2'];
const DROP_ORDER: readonly BatchClass[] = ['P2', 'P1', 'P0'];

/**
 * A bounded spool in memory: what it holds does not survive the process. When room runs out, open-hour batches go first (their hour's final
 * says all of it again), then the oldest of the lowest class. The batch that is being sent is never dropped.
 */
export function createMemorySpool(options: MemorySpoolOptions): Spool {
  const { clock, maxBytes = 32 * 1024 * 1024, maxBatches = 1000, onDropped } = options;
  const lanes: Record<BatchClass, Map<string, Entry>> = { P0: new Map(), P1: new Map(), P2: new Map() };
  const gaps = createGapBook();
  const totals = { accepted: 0, delivered: 0, dropped: 0, dead: 0 };
  let queuedBytes = 0;
  let lentId: string | undefined;
  let isClosed = false;

  const queued = () => lanes.P0.size + lanes.P1.size + lanes.P2.size;
  const find = (batchId: string) => lanes.P0.get(batchId) ?? lanes.P1.get(batchId) ?? lanes.P2.get(batchId);

  /** Takes a batch out, whatever the reason; undefined: there is none. */
  const remove = (batchId: string): Entry | undefined => {
    const entry = find(batchId);
    if (entry === undefined) return undefined;
    lanes[CLASS_OF_KIND[entry.batch.kind]].delete(batchId);
    queuedBytes -= entry.bytes;
    return entry;
  };
  const drop = (entry: Entry, reason: DropReason) => {
    const { batch } = entry;
    remove(batch.id);
    totals.dropped += 1;
    gaps.add({ class: CLASS_OF_KIND[batch.kind], reason, atMs: entry.spooledMs, records: batch.records });
    onDropped?.(batch, reason);
  };
  const isLent = (entry: Entry) => entry.batch.id === lentId;
  const firstToDrop = (): Entry | undefined => {
    for (const name of DROP_ORDER) {
      for (const entry of lanes[name].values()) if (entry.batch.expiresMs !== null && !isLent(entry)) return entry;
    }
    for (const name of DROP_ORDER) {
      for (const entry of lanes[name].values()) if (!isLent(entry)) return entry;
    }
    return undefined;
  };

  return {
    async append(batch) {
      if (isClosed) throw new AgentError('SPOOL_UNWRITABLE', `batch ${batch.id} came after the spool was closed`);
      if (find(batch.id) !== undefined) return;
      const entry = { batch, bytes: Buffer.byteLength(batch.json), spooledMs: clock.nowMs(), attempts: 0 };
      lanes[CLASS_OF_KIND[batch.kind]].set(batch.id, entry);
      totals.accepted += 1;
      queuedBytes += entry.bytes;
      if (entry.bytes > maxBytes) drop(entry, 'spool-full');
      while (queuedBytes > maxBytes || queued() > maxBatches) {
        const victim = firstToDrop();
        if (victim === undefined) return;
        drop(victim, 'spool-full');
      }
    },
    async next(nowMs) {
      for (const name of CLASSES) {
        for (const entry of lanes[name].values()) {
          const { batch, attempts } = entry;
          if (batch.expiresMs === null || batch.expiresMs > nowMs) {
            lentId = batch.id;
            return { batch, attempts };
          }
          drop(entry, 'expired');
        }
      }
      return undefined;
    },
    async ack(batchId) {
      if (remove(batchId) !== undefined) totals.delivered += 1;
    },
    async retry(batchId) {
      if (lentId === batchId) lentId = undefined;
      const entry = find(batchId);
      if (entry !== undefined) lanes[CLASS_OF_KIND[entry.batch.kind]].set(batchId, { ...entry, attempts: entry.attempts + 1 });
    },
    async kill(batchId) {
      if (remove(batchId) !== undefined) totals.dead += 1;
    },
    counts: () => ({ ...totals, queued: queued(), superseded: 0, queuedBytes }),
    takeGaps: () => gaps.take(),
    async close() {
      isClosed = true;
    },
  };
}
