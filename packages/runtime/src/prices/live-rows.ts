import { AgentError, type BookRow, compareDecimals, PRICE_COLUMNS } from '@openfinops/core';
import { isCurrency, isPrice, isUnitOf } from './tables/table-format.ts';

/** A price list does not lose more of its rows than this from one day to the next: what does is an answer that broke off. */
const LEAST_SHARE_KEPT = 0.95;

/** Rows that may be used, and what was left out because it cannot be true. */
export interface CheckedRows {
  readonly rows: readonly BookRow[];
  readonly suspects: number;
  /** A few of the SKUs that suspects are prices of. */
  readonly suspectSkus: readonly string[];
}

const MOST_SUSPECTS_NAMED = 5;

/**
 * Leaves out prices that are no price: zero, negative, missing, no decimal, of a foreign unit, a spot price above the on-demand price.
 * @param isFarOff further reason to doubt a price on demand
 */
export function checkRows(rows: readonly BookRow[], isFarOff: (row: BookRow) => boolean = () => false): CheckedRows {
  const checked: BookRow[] = [];
  const suspects: string[] = [];
  for (const row of rows) {
    const prices = isFarOff(row) ? {} : believablePrices(row);
    const kept = Object.keys(prices).length;
    const isWhole = kept > 0 && kept === Object.keys(row.prices).length;
    if (!isWhole) suspects.push(row.sku);
    if (kept > 0) checked.push(isWhole ? row : { ...row, prices });
  }
  return { rows: checked, suspects: suspects.length, suspectSkus: [...new Set(suspects)].slice(0, MOST_SUSPECTS_NAMED) };
}

/** Throws SOURCE_GARBLED when an answer is empty, or has lost too much of what was there before. */
export function checkIsWhole(rows: readonly BookRow[], before: readonly BookRow[], what: string): void {
  const hint = 'The prices known so far stay in use; the next refresh tries again.';
  if (rows.length === 0) throw new AgentError('SOURCE_GARBLED', `the price list of ${what} came without a single usable price`, { hint });
  const [now, then] = [rows, before].map((list) => new Set(list.map(keyOf)).size) as [number, number];
  if (now >= then * LEAST_SHARE_KEPT) return;
  throw new AgentError('SOURCE_GARBLED', `the price list of ${what} came with ${now} prices where there were ${then}`, { hint });
}

/**
 * What is in force after a refresh. A price that changed keeps its predecessor, so that hours before the change can still be priced, for as
 * long as the predecessor was in force within `keepMs` of now.
 */
export function mergeRows(before: readonly BookRow[], fetched: readonly BookRow[], nowMs: number, keepMs: number): BookRow[] {
  const histories = new Map<string, BookRow[]>();
  for (const row of before) histories.set(keyOf(row), [...(histories.get(keyOf(row)) ?? []), row]);
  return fetched.flatMap((row) => mergeHistory(histories.get(keyOf(row)) ?? [], row, nowMs, keepMs));
}

/** How many things have another price than before; what is new counts as none. */
export function countChanged(before: readonly BookRow[], after: readonly BookRow[]): number {
  const latest = (rows: readonly BookRow[]) => new Map(rows.map((row) => [keyOf(row), JSON.stringify(pricesOf(row))]));
  const known = latest(before);
  return [...latest(after)].filter(([key, prices]) => known.has(key) && known.get(key) !== prices).length;
}

function mergeHistory(history: readonly BookRow[], row: BookRow, nowMs: number, keepMs: number): BookRow[] {
  const last = history.at(-1);
  if (last === undefined) return [row];
  const isSame = JSON.stringify(pricesOf(last)) === JSON.stringify(pricesOf(row));
  const current = { ...row, fromMs: isSame ? last.fromMs : Math.max(row.fromMs, last.fromMs + 1, row.fromMs === 0 ? nowMs : 0) };
  const earlier = isSame ? history.slice(0, -1) : history;
  const all = [...earlier, current];
  return all.filter((_, index) => (all[index + 1]?.fromMs ?? nowMs) > nowMs - keepMs);
}

function believablePrices(row: BookRow): BookRow['prices'] {
  if (!isUnitOf(row.meter, row.unit) || !isCurrency(row.currency)) return {};
  const entries = Object.entries(row.prices).filter(([, price]) => isPrice(price));
  const prices: BookRow['prices'] = Object.fromEntries(entries);
  const { spot, 'on-demand': onDemand } = prices;
  if (spot === undefined || onDemand === undefined || compareDecimals(spot, onDemand) <= 0) return prices;
  return Object.fromEntries(entries.filter(([column]) => column !== 'spot'));
}

function pricesOf(row: BookRow): unknown[] {
  return [row.basis, PRICE_COLUMNS.map((column) => row.prices[column] ?? null), row.bases ?? null];
}

function keyOf({ service, region, zone, sku, meter, unit, currency, attributes }: BookRow): string {
  return JSON.stringify([service, region, zone ?? '', sku.toLowerCase(), meter, unit, currency, Object.entries(attributes).sort()]);
}
