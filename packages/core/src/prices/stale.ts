import type { Window } from '../model.ts';
import type { PriceAnswer, PriceRow } from '../pricing.ts';

/** Older prices are used, with a warning (COST-MODEL section 3). */
export const WARN_AFTER_DAYS = 90;
/** Older prices are estimates (COST-MODEL section 3). */
export const ESTIMATED_AFTER_DAYS = 400;

const DAY_MS = 86_400_000;

/** Whole days from the date on which a price was true until an instant; null: the date cannot be read. `2025` and `2025-07` are their first day. */
export function ageDays(asOf: string, atMs: number): number | null {
  const asOfMs = Date.parse(asOf);
  return Number.isNaN(asOfMs) ? null : Math.floor((atMs - asOfMs) / DAY_MS);
}

/** A price that was true too long ago, or nobody knows when, is an estimate. */
export function markStale(answer: PriceAnswer, window: Window): PriceAnswer {
  if ('missing' in answer) return answer;
  return { rows: answer.rows.map((row) => markStaleRow(row, window.startMs)) };
}

/** The same of one price, at an instant. */
export function markStaleRow(row: PriceRow, atMs: number): PriceRow {
  const days = ageDays(row.asOf, atMs);
  if (days !== null && days <= ESTIMATED_AFTER_DAYS) return row;
  const why = days === null ? `the date of the price, "${row.asOf}", cannot be read` : `the price was last seen ${days} days ago, on ${row.asOf}`;
  return { ...row, estimated: true, estimatedBecause: [...(row.estimatedBecause ?? []), why] };
}
