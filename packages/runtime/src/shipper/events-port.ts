import type { Batch, Rejection, Safety, SpooledBatch } from '@openfinops/core';

/** Why a batch is sent in parts; `suspect`: the server breaks on it. */
export type SplitReason = 'too-large' | 'refused' | 'suspect';

/** What happens on the way to the server: each writes its log line and moves its counter together. */
export interface ShippingEvents {
  /** It is in the spool, as safe as `safety` says. */
  batchSpooled(at: { readonly batch: Batch; readonly safety: Exclude<Safety, 'dropped'> }): void;
  batchDelivered(at: { readonly batch: Batch; readonly attempts: number; readonly elapsedMs: number }): void;
  /** One try failed; the next comes after `waitMs`. Frequent during an outage. */
  batchRetried(at: { readonly batch: Batch; readonly failures: number; readonly waitMs: number; readonly error: Error }): void;
  /** It is sent in parts from now on: it was too large, or the record at fault is looked for. */
  batchSplit(at: { readonly batch: Batch; readonly parts: number; readonly reason: SplitReason; readonly error: Error }): void;
  batchRefused(at: { readonly batch: Batch; readonly error: Error }): void;
  batchDropped(at: { readonly batch: SpooledBatch; readonly reason: string }): void;
  /** A file of the spool cannot be read, and is set aside. */
  batchCorrupt(at: { readonly batch: SpooledBatch; readonly error: unknown }): void;
  /** The spool cannot keep data safe; what comes is held in memory. Once until it can again. */
  spoolDegraded(at: { readonly error: unknown }): void;
  spoolRecovered(): void;
  /** The server took the batch but not these records of it. */
  recordsRejected(at: { readonly batch: Batch; readonly rejected: readonly Rejection[] }): void;
  /** Once per outage. */
  serverDown(at: { readonly error: Error }): void;
  /** At most every five minutes of an outage. */
  serverStillDown(at: { readonly error: Error; readonly downMs: number; readonly failures: number }): void;
  serverUp(at: { readonly downMs: number }): void;
  serverWarned(at: { readonly warnings: readonly string[] }): void;
  heartbeatSent(): void;
  heartbeatFailed(at: { readonly error: Error }): void;
  /** A ledger could not be saved; it is tried again with the next one. */
  ledgerUnsaved(at: { readonly scope: string; readonly error: unknown }): void;
  /** Something of ours broke (the spool, a bug); shipping goes on after a pause. */
  shippingFailed(at: { readonly error: unknown }): void;
}

/** What happens with cycles. */
export interface CycleEvents {
  cycleStarted(): void;
  cycleFinished(at: { readonly elapsedMs: number; readonly batches: number; readonly records: number }): void;
  /** It ended with an error; what it had yielded is spooled. */
  cycleFailed(at: { readonly elapsedMs: number; readonly error: unknown }): void;
  /** It was stopped: the agent is leaving, or its time was over. */
  cycleStopped(at: { readonly elapsedMs: number }): void;
  /** Its predecessor was still running. */
  cycleSkipped(): void;
}

export type Events = ShippingEvents & CycleEvents;
