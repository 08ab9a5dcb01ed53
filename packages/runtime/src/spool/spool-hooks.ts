import type { SpooledBatch } from '@openfinops/core';

/** What a spool tells while it works. */
export interface SpoolHooks {
  /** For want of room, or because it expired; a gap says so too. */
  readonly onDropped: (batch: SpooledBatch, reason: string) => void;
  /** What an append could only hold in memory is on disk now. */
  readonly onDurable: (batch: SpooledBatch) => void;
  /** Its file cannot be read, and was set aside. */
  readonly onCorrupt: (batch: SpooledBatch, error: unknown) => void;
  /** The disk takes nothing; once, until `onRecovered`. */
  readonly onDegraded: (error: Error) => void;
  readonly onRecovered: () => void;
}
