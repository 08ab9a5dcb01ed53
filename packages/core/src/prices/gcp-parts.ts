import type { Decimal, Window } from '../model.ts';
import { divide } from '../money.ts';
import type { PriceKey, PriceTerm } from '../pricing.ts';
import { listedPrice } from './book-source.ts';
import type { PriceBook, PriceColumn } from './price-book.ts';

/** What a machine is asked about: one book, one way of buying, one hour. */
export interface PartQuestion {
  readonly book: PriceBook;
  readonly key: PriceKey;
  readonly column: PriceColumn;
  readonly window: Window;
}

/** Things a machine is billed by, each with its unit price in the region. */
export interface Parts {
  readonly terms: readonly PriceTerm[];
  /** Why the sum is an estimate; empty: it is exact. */
  readonly because: readonly string[];
}

export const NO_PARTS: Parts = { terms: [], because: [] };

/** All of them together; undefined as soon as one is not known. */
export function joinParts(all: readonly (Parts | undefined)[]): Parts | undefined {
  const terms: PriceTerm[] = [];
  const because: string[] = [];
  for (const parts of all) {
    if (parts === undefined) return undefined;
    terms.push(...parts.terms);
    because.push(...parts.because);
  }
  return { terms, because };
}

/** Local SSD is priced per GiB and month of 730 hours; these families have disks of their own (`local-ssd-c4`). */
const HOURS_A_MONTH = '730';
const LOCAL_SSD = 'local-ssd';
const OWN_LOCAL_SSD = new Set(['c4', 'c4a', 'c4d']);

/** So many GiB of local disk of a machine family. */
export function localSsdParts({ book, key, column, window }: PartQuestion, family: string, amount: Decimal): Parts | undefined {
  const sku = OWN_LOCAL_SSD.has(family) ? `${LOCAL_SSD}-${family}` : LOCAL_SSD;
  const row = listedPrice(book, { ...key, service: 'disk', sku, meter: 'storage', attributes: {} }, column, window);
  if (row === undefined || row.unit !== 'GiB-month') return undefined;
  const price = divide(row.listPrice, HOURS_A_MONTH);
  const what = `${amount} GiB of local SSD in ${key.region} (${row.listPrice} a month of ${HOURS_A_MONTH} h)`;
  const { source, asOf, estimatedBecause: because = [] } = row;
  return { terms: [{ part: 'local-ssd', what, amount, price, unit: 'GiB-h', source, asOf }], because };
}

/** So many accelerators of a model, as the price list names it (`nvidia-tesla-t4`). */
export function gpuParts({ book, key, column, window }: PartQuestion, model: string, amount: Decimal): Parts | undefined {
  const row = listedPrice(book, { ...key, sku: model, attributes: {} }, column, window);
  if (row === undefined || row.unit !== 'h') return undefined;
  const { listPrice: price, unit, source, asOf, estimatedBecause: because = [] } = row;
  return { terms: [{ part: 'gpu', what: `${amount} x ${model} in ${key.region}`, amount, price, unit, source, asOf }], because };
}
