import type { RecordFault } from '@openfinops/core';

/**
 * What no parser minds and no store can take: numbers beyond a double (`1e400` is Infinity by now), and texts that are none. Returns the first
 * such place, its path joined by dots. The nesting must have been checked.
 * @param texts false where texts need no check: they are only kept as they came, or known to be fit
 */
export function findUnfit(value: unknown, texts = true): RecordFault | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { field: '', reason: 'is not a finite number' };
  if (typeof value === 'string') return texts && !isFitText(value) ? { field: '', reason: UNFIT_TEXT } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? findUnfitItem(value, texts) : findUnfitField(value as Record<string, unknown>, texts);
}

/** Whether a text in valid UTF-8 JSON may be unfit: only an escape can say a NUL or half a pair there. */
export function mayHoldUnfitText(json: string): boolean {
  return json.includes('\\u');
}

/** The fault as seen from one level above. */
export function under(step: string, { field, reason }: RecordFault): RecordFault {
  return { field: field === '' ? step : `${step}.${field}`, reason };
}

const UNFIT_TEXT = 'holds a NUL or half a surrogate pair';
const HALF_PAIR = /\p{Surrogate}/u;

/** A NUL ends a text early in the database, half a surrogate pair is no text at all. */
function isFitText(text: string): boolean {
  return !text.includes('\0') && !HALF_PAIR.test(text);
}

function findUnfitItem(items: readonly unknown[], texts: boolean): RecordFault | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const fault = findUnfit(items[index], texts);
    if (fault !== undefined) return under(String(index), fault);
  }
  return undefined;
}

function findUnfitField(record: Readonly<Record<string, unknown>>, texts: boolean): RecordFault | undefined {
  for (const key of Object.keys(record)) {
    const fault = texts && !isFitText(key) ? { field: '', reason: `is a name that ${UNFIT_TEXT}` } : findUnfit(record[key], texts);
    if (fault !== undefined) return under(key, fault);
  }
  return undefined;
}
