const MB = 1_000_000;

/** What a spool may have of its machine. */
export interface SpoolLimits {
  /** On disk: queued, unfinished, dead and corrupt files together. */
  readonly maxBytes: number;
  /** Queued batches. */
  readonly maxFiles: number;
  /** A batch is dropped that was not delivered for so long. */
  readonly maxAgeMs: number;
  /** Left free on the disk; undefined: 64 MiB or 5 % of it, whichever is more, at most 1 GiB. */
  readonly minFreeBytes: number | undefined;
  /** In memory, while the disk takes nothing. */
  readonly maxHeldBytes: number;
}

export const SPOOL_LIMITS: SpoolLimits = {
  maxBytes: 100 * MB,
  maxFiles: 20_000,
  maxAgeMs: 24 * 3_600_000,
  minFreeBytes: undefined,
  maxHeldBytes: 8 * MB,
};

/** Of `maxBytes`, for what the spool writes about itself: the list of gaps twice (old and new), notes on dead letters, the version. */
export function bookBytes({ maxBytes }: SpoolLimits): number {
  return Math.min(65_536, maxBytes * 0.1);
}

/** Dead letters: a tenth of the spool, at most 10 MB. */
export function deadLimits({ maxBytes }: SpoolLimits): { readonly maxBytes: number; readonly maxFiles: number } {
  return { maxBytes: Math.min(10 * MB, maxBytes * 0.1), maxFiles: 2000 };
}

/** Unreadable files: a twentieth of the spool, at most 5 MB. */
export function corruptLimits({ maxBytes }: SpoolLimits): { readonly maxBytes: number; readonly maxFiles: number } {
  return { maxBytes: Math.min(5 * MB, maxBytes * 0.05), maxFiles: 2000 };
}
