import type { Batch, BatchClass } from './batch.ts';

/** A batch lent to the shipper; it stays in the spool until it is settled. */
export interface SpoolItem {
  readonly batch: Batch;
  readonly attempts: number;
}

/** What a spool knows of a batch without reading it. */
export type SpooledBatch = Pick<Batch, 'id' | 'kind' | 'expiresMs' | 'records'>;

/**
 * What an append came to. `durable`: it survives kill -9 and power loss. `held`: in memory alone, as always in a memory spool, and in a durable
 * one while its disk takes nothing. `dropped`: there was no room for it; a gap says so.
 */
export type Safety = 'durable' | 'held' | 'dropped';

/**
 * Where every batch is at any time, since this process began:
 * accepted + found + children = delivered + queued + dropped + dead + corrupt + superseded + split.
 */
export interface SpoolCounts {
  readonly accepted: number;
  /** Queued by an earlier process, or put back by hand. */
  readonly found: number;
  /** Made of a batch inside: its parts, or the records of it that the server would not take. */
  readonly children: number;
  readonly delivered: number;
  readonly queued: number;
  readonly dropped: number;
  readonly dead: number;
  /** Unreadable, and set aside. */
  readonly corrupt: number;
  /** Taken by another hand: its file was gone before it was sent. */
  readonly superseded: number;
  /** Replaced by its children. */
  readonly split: number;
  readonly queuedBytes: number;
}

/** A merged record of what was dropped; it is shipped as a `gap` event of the next cycle. */
export interface Gap {
  readonly class: BatchClass;
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly records: number;
}

export interface Spool {
  /**
   * Resolves once the batch is as safe as this spool can make it now; an id already inside changes nothing. Full: open-hour batches go first, then
   * the oldest of the lowest class. Throws SPOOL_UNWRITABLE once closed; trouble with a disk is told in the answer instead.
   */
  append(batch: Batch): Promise<Safety>;
  /**
   * The next batch to send: lowest class number first, oldest first; expired ones are dropped on the way. undefined: nothing queued but what is
   * held back.
   */
  next(nowMs: number, isHeldBack?: (batchId: string) => boolean): Promise<SpoolItem | undefined>;
  /** Delivered: it leaves. An unknown id changes nothing. */
  ack(batchId: string): Promise<void>;
  /** Not delivered: it stays and counts an attempt. */
  retry(batchId: string): Promise<void>;
  /** Refused for good: it leaves the queue for the dead letters. */
  kill(batchId: string, reason: string): Promise<void>;
  /**
   * Puts parts in the place of a batch, as old as it is; it leaves once they are as safe as it was. A part that is inside already changes nothing.
   * @returns how safe each part is; undefined: they cannot be made as safe now, and the batch stays, or there is no such batch
   */
  split(batchId: string, parts: readonly Batch[]): Promise<readonly Safety[] | undefined>;
  /** Keeps records that the server would not take out of a batch it took: a dead letter that was never queued. */
  bury(batch: Batch, reason: string): Promise<void>;
  counts(): SpoolCounts;
  /** Why it cannot keep data safe now; undefined: it can. */
  trouble(): Error | undefined;
  /** Gaps that are not told yet; the same ones again, and what came since, until they are settled. */
  takeGaps(): readonly Gap[];
  /** The gaps taken last are told: their batch is safe. */
  settleGaps(): Promise<void>;
  close(): Promise<void>;
}
