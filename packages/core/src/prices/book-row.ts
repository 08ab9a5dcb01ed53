import type { Decimal, Purchase, Window } from '../model.ts';
import { compareDecimals, isDecimal } from '../money.ts';
import type { PriceBasis, PriceKey, PriceRow, PriceSourceName } from '../pricing.ts';
import type { BookRow, PriceBook, PriceColumn, RowBasis } from './price-book.ts';

/** The column of a table that prices a purchase option; undefined: no table does. */
export function columnOf(purchase: Purchase): PriceColumn | undefined {
  return purchase === 'on-demand' || purchase === 'spot' || purchase === 'capacity-block' ? purchase : undefined;
}

/** A scale set's machines are machines; each service's prices stand under one name. */
export function pricedService(key: Pick<PriceKey, 'provider' | 'service'>): string {
  return key.provider === 'azure' && key.service === 'vmss' ? 'vm' : key.service;
}

/** What has one price everywhere stands under `global`. */
export function pricedRegion(book: PriceBook, service: string, region: string): string {
  const regions = book.regions(service);
  return !regions.includes(region) && regions.includes('global') ? 'global' : region;
}

/** The rows of a key's SKU, meter and attributes in a region of a book; zones and dates are the caller's to choose from. */
export function rowsFor(book: PriceBook, key: PriceKey, region: string = key.region): BookRow[] {
  const service = pricedService(key);
  const rows = book.rows(service, pricedRegion(book, service, region), key.sku);
  return rows.filter((row) => row.meter === key.meter && hasAttributes(row, key));
}

/** The price of a column; undefined: nobody quotes it, or what is quoted is no price (0 from a feed means unknown). */
export function priceOf(row: BookRow, column: PriceColumn): Decimal | undefined {
  const price = row.prices[column];
  return price !== undefined && isDecimal(price) && compareDecimals(price, '0') > 0 ? price : undefined;
}

/** A spot price above the on-demand price beside it is a mistake of the feed. */
export function isSuspect(row: BookRow, column: PriceColumn): boolean {
  if (column !== 'spot') return false;
  const spot = priceOf(row, 'spot');
  const onDemand = priceOf(row, 'on-demand');
  return spot !== undefined && onDemand !== undefined && compareDecimals(spot, onDemand) > 0;
}

/** A cell of a table as a price. */
export function toPriceRow(row: BookRow, column: PriceColumn, price: Decimal, source: PriceSourceName): PriceRow {
  const basis = row.bases?.[column] ?? row.basis;
  const why = ESTIMATES[basis];
  const found: PriceRow = {
    fromMs: row.fromMs,
    listPrice: price,
    effectivePrice: price,
    unit: row.unit,
    currency: row.currency,
    source,
    asOf: row.dates?.[column] ?? row.asOf,
    id: row.id,
    basis: basisOf(basis, column),
    estimated: why !== undefined,
    tierNotApplied: row.tierNotApplied ?? false,
  };
  return why === undefined ? found : { ...found, estimatedBecause: [why] };
}

/** The rows in force at some instant of the window, ascending; before the first of all, the first. */
export function rowsInForce<Row extends { readonly fromMs: number }>(rows: readonly Row[], window: Window): Row[] {
  if (rows.length < 2) return [...rows];
  const ascending = [...rows].sort((a, b) => a.fromMs - b.fromMs);
  const firstMs = (ascending.findLast((row) => row.fromMs <= window.startMs) ?? ascending[0])?.fromMs ?? 0;
  return ascending.filter((row) => row.fromMs === firstMs || (row.fromMs > firstMs && row.fromMs < window.endMs));
}

const ESTIMATES: Readonly<Partial<Record<RowBasis, string>>> = {
  parity: 'copied from us-east-1, which had the same prices when both were last seen',
  scaled: 'an older price, scaled by what the same machine has changed since elsewhere',
  'derived-metal': 'the price of the virtual machine of the same size',
  dedicated: 'the price on dedicated hardware, which lies above the shared one',
  'windows-stripped': 'the source held the Windows price; its licence was taken off',
  advisor: 'the on-demand price less the savings that the provider’s spot advisor stated',
  unverified: 'stated by one source that nobody has confirmed',
};

function basisOf(basis: RowBasis, column: PriceColumn): PriceBasis {
  if (column === 'spot') return 'spot';
  if (basis === 'list' || basis === 'negotiated') return basis;
  return 'estimate';
}

/** What a key means where it is silent. */
const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = { os: 'linux', tenancy: 'shared', licence: 'included', deployment: 'single-az' };
/** `gpu`: accelerators attached to a machine, which no row of the bare machine includes. */
const PRICED_ATTRIBUTES = ['os', 'tenancy', 'licence', 'deployment', 'engine', 'gpu'] as const;

/** Whatever a row names must be asked for; of what a key names, only what prices depend on. */
function hasAttributes(row: BookRow, key: PriceKey): boolean {
  for (const name of PRICED_ATTRIBUTES) if (!isSame(name, row.attributes[name], key.attributes[name])) return false;
  for (const name in row.attributes) if (!isSame(name, row.attributes[name], key.attributes[name])) return false;
  return true;
}

/** A row that does not name an attribute speaks for the usual case; one that names no engine speaks for every engine. */
function isSame(name: string, has: string | undefined, asked: string | undefined): boolean {
  const usual = DEFAULT_ATTRIBUTES[name];
  if (name === 'engine' && has === undefined) return true;
  return (has ?? usual) === (asked ?? usual);
}
