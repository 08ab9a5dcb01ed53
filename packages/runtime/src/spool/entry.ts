import type { Batch, Clock, Safety } from '@openfinops/core';
import { encodeBatchFile } from './batch-file.ts';
import { classOf, type FileLabel, fileNameOf } from './file-name.ts';
import type { SpoolLimits } from './limits.ts';

/** A queued batch as it is known in memory. */
export interface Entry extends FileLabel {
  /** Monotonic ms at which it is too old to keep. */
  readonly overdueMs: number;
  attempts: number;
  failedReads: number;
  /** The whole file, until the disk has taken it; null: it is on disk. */
  image: Buffer | null;
  /** On disk, and its name synced. */
  isDurable: boolean;
  /** Its append resolved before that. */
  isLate: boolean;
}

type EntryClock = Pick<Clock, 'nowMs' | 'monotonicMs'>;

/** A batch of an earlier process is never too old before the server had this long to take it, whatever the clock says. */
const FOUND_GRACE_MS = 3_600_000;
/** Before this a clock is wrong, and says nothing about an age: 2025-01-01. */
const PLAUSIBLE_MS = 1_735_689_600_000;

/** Encodes a batch that came now. Throws a RangeError for an id too long to be a name. */
export function toEntry(batch: Batch, seq: number, clock: EntryClock, { maxAgeMs }: Pick<SpoolLimits, 'maxAgeMs'>): Promise<Entry> {
  return encodeEntry(batch, seq, { spooledMs: Math.max(0, Math.floor(clock.nowMs())), overdueMs: clock.monotonicMs() + maxAgeMs });
}

/** Encodes a part of a batch: it is as old as that. Throws a RangeError for an id too long to be a name. */
export function toPart(batch: Batch, seq: number, whole: Entry): Promise<Entry> {
  return encodeEntry(batch, seq, whole);
}

/** A file that was in the directory. Its age runs on the monotonic clock from now on: no jump of the wall clock drops anything. */
export function foundEntry(label: FileLabel, clock: EntryClock, { maxAgeMs }: Pick<SpoolLimits, 'maxAgeMs'>): Entry {
  const ageMs = label.spooledMs < PLAUSIBLE_MS ? 0 : Math.max(0, clock.nowMs() - label.spooledMs);
  const overdueMs = clock.monotonicMs() + Math.max(FOUND_GRACE_MS, maxAgeMs - ageMs);
  return { ...label, overdueMs, attempts: 0, failedReads: 0, image: null, isDurable: true, isLate: false };
}

export function safetyOf({ isDurable }: Pick<Entry, 'isDurable'>): Safety {
  return isDurable ? 'durable' : 'held';
}

async function encodeEntry(batch: Batch, seq: number, { spooledMs, overdueMs }: Pick<Entry, 'spooledMs' | 'overdueMs'>): Promise<Entry> {
  const image = await encodeBatchFile(batch);
  const { id, kind, expiresMs, records } = batch;
  const label: FileLabel = {
    id,
    class: classOf(kind),
    seq,
    spooledMs,
    expiresMs: expiresMs === null ? null : Math.floor(expiresMs),
    records,
    bytes: image.length,
  };
  fileNameOf(label);
  return { ...label, overdueMs, attempts: 0, failedReads: 0, image, isDurable: false, isLate: false };
}
