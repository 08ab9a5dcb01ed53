import { type BookRow, PRICE_COLUMNS, type PriceColumn } from '@openfinops/core';
import { isPrice } from '../../packages/runtime/src/prices/tables/table-format.ts';
import type { Drops } from './drops.ts';

/** Prices of one row as a source has them: empty cells are not quoted. */
export type Cells = Readonly<Partial<Record<PriceColumn, string | undefined>>>;

/** The prices that are prices; what is none is counted and left out. null: nothing is left. */
export function soundPrices(cells: Cells, drops: Drops): BookRow['prices'] | null {
  const prices: Partial<Record<PriceColumn, string>> = {};
  for (const column of PRICE_COLUMNS) {
    const cell = cells[column];
    if (!cell) continue;
    if (isPrice(cell)) prices[column] = cell;
    else drops.count(Number(cell) === 0 ? 'zero-price' : 'not-a-price');
  }
  if (Number(prices.spot) > Number(prices['on-demand'])) {
    delete prices.spot;
    drops.count('spot-above-on-demand');
  }
  return Object.keys(prices).length === 0 ? null : prices;
}

/** A row with what most rows share: an hour of compute in dollars, as listed. */
export function bookRow(parts: Pick<BookRow, 'service' | 'region' | 'sku' | 'prices' | 'asOf'> & Partial<BookRow>): BookRow {
  return { meter: 'compute', unit: 'h', currency: 'USD', attributes: {}, basis: 'list', fromMs: 0, id: null, ...parts };
}
