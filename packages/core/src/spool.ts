import type { Batch } from './batch.ts';

/** A batch lent to the shipper; it stays in the spool until it is settled. */
export interface SpoolItem {
  readonly batch: Batch;
  readonly attempts: number;
}

/** Where every batch is at any time: accepted = delivered + queued + dropped + dead + superseded. */
export interface SpoolCounts {
  readonly accepted: number;
  readonly delivered: number;
  readonly queued: number;
  readonly dropped: number;
  readonly dead: number;
  readonly superseded: number;
  readonly queuedBytes: number;
}

/** A merged record of what was dropped; it is shipped as a `gap` event of the next cycle. */
export interface Gap {
  readonly class: 'P0' | 'P1' | 'P2';
  readonly reason: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly records: number;
}

export interface Spool {
  /** Resolves once the batch is as safe as this spool can make it; an id already inside changes nothing. Full: the oldest of the lowest class goes first. */
  append(batch: Batch): Promise<void>;
  /** The next batch to send: lowest class number first, oldest first; expired ones are dropped on the way. undefined: nothing queued. */
  next(nowMs: number): Promise<SpoolItem | undefined>;
  /** Delivered: it leaves. An unknown id changes nothing. */
  ack(batchId: string): Promise<void>;
  /** Not delivered: it stays and counts an attempt. */
  retry(batchId: string): Promise<void>;
  /** Refused for good: it leaves the queue for the dead letters. */
  kill(batchId: string, reason: string): Promise<void>;
  counts(): SpoolCounts;
  /** Gaps not handed over yet; taking them empties the list. */
  takeGaps(): readonly Gap[];
  close(): Promise<void>;
}
