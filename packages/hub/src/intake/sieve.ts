import { setImmediate } from 'node:timers/promises';
import type { Indexed, RecordFault, Rejection } from '@openfinops/core';
import { clipFault } from './fault.ts';
import { findUnfit } from './find-unfit.ts';

/** A record is checked by its reader: good, or at fault. */
export type RecordReader<T> = (record: unknown) => { readonly good: T } | { readonly fault: RecordFault };

export interface Sieved<T> {
  readonly good: readonly Indexed<T>[];
  readonly rejected: readonly Rejection[];
}

/** Records checked between two breaths of the event loop: a few milliseconds. */
const BREATH = 100;

/**
 * Parts the good records of a list from the bad. One bad record harms no other.
 * @param texts false when every text is known to be fit
 */
export async function sieve<T>(list: string, records: readonly unknown[], read: RecordReader<T>, texts = true): Promise<Sieved<T>> {
  const good: Indexed<T>[] = [];
  const rejected: Rejection[] = [];
  for (const [index, record] of records.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate();
    const unfit = findUnfit(record, texts);
    const result = unfit === undefined ? read(record) : { fault: unfit };
    if ('good' in result) good.push({ index, record: result.good });
    else rejected.push({ list, index, ...clipFault(result.fault) });
  }
  return { good, rejected };
}
