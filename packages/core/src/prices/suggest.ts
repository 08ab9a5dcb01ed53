import type { PriceKey } from '../pricing.ts';
import { pricedRegion, pricedService, priceOf } from './book-row.ts';
import { type BooksOf, skusIn, skusOfFamily } from './books.ts';
import { PRICE_COLUMNS, type PriceBook, type PriceColumn } from './price-book.ts';
import { referencesOf } from './region-factor.ts';
import { shapeOf } from './sku-shape.ts';

/** What stands near a question that no book answers. */
export interface Suggestion {
  /** What of the question nobody knows. */
  readonly unknown: 'provider' | 'service' | 'region' | 'sku' | 'attributes' | 'purchase';
  /** Known names that resemble it, the nearest first. */
  readonly nearest: readonly string[];
  /** Other regions that list the SKU. */
  readonly regions: readonly string[];
}

const MOST_SUGGESTIONS = 3;

/** The first thing about the key that the provider's books do not know, and what they know that resembles it. */
export function suggest(booksOf: BooksOf, key: PriceKey): Suggestion {
  const books = booksOf(key.provider);
  const service = pricedService(key);
  const services = unique(books.flatMap((book) => book.services()));
  if (books.length === 0) return { unknown: 'provider', nearest: [], regions: [] };
  if (!services.includes(service)) return { unknown: 'service', nearest: nearestNames(service, services), regions: [] };
  const regions = unique(books.flatMap((book) => book.regions(service)));
  if (!regions.includes(key.region) && !regions.includes('global')) {
    return { unknown: 'region', nearest: nearestNames(key.region, regions), regions: [] };
  }
  const listed = books.flatMap((book) => book.rows(service, pricedRegion(book, service, key.region), key.sku));
  if (listed.length === 0) return { unknown: 'sku', nearest: nearestSkus(books, key), regions: regionsListing(books, key) };
  const ofMeter = listed.filter((row) => row.meter === key.meter);
  const priced = ofMeter.filter((row) => priceOf(row, key.purchase as PriceColumn) !== undefined);
  if (ofMeter.length > 0 && priced.length === 0) {
    return { unknown: 'purchase', nearest: PRICE_COLUMNS.filter((column) => ofMeter.some((row) => priceOf(row, column) !== undefined)), regions: [] };
  }
  const known = (priced.length > 0 ? priced : listed).map((row) =>
    [row.meter, ...Object.entries(row.attributes).map(([name, value]) => `${name} ${value}`)].join(', '),
  );
  return { unknown: 'attributes', nearest: unique(known).slice(0, 2 * MOST_SUGGESTIONS), regions: [] };
}

/** The names that differ from the text in at most a third of its letters, nearest first; where none does, the nearest of all. */
export function nearestNames(text: string, names: readonly string[]): string[] {
  const near = ranked(text, names);
  return (near.length > 0 ? near : ranked(text, names, Number.POSITIVE_INFINITY)).slice(0, MOST_SUGGESTIONS);
}

/** Of a SKU: other sizes of its family, where only the size is wrong; else names that begin alike, as slips of the pen do. */
function nearestSkus(books: readonly PriceBook[], key: PriceKey): string[] {
  const family = shapeOf(key.provider, key.sku)?.family ?? '';
  const kin = unique(books.flatMap((book) => skusOfFamily(book, key, family)));
  const near = ranked(key.sku, kin);
  if (near.length >= MOST_SUGGESTIONS) return near.slice(0, MOST_SUGGESTIONS);
  const beginning = beginningOf(key.sku);
  const all = unique(books.flatMap((book) => skusIn(book, key)));
  const alike = all.filter((sku) => !near.includes(sku) && beginningOf(sku) === beginning);
  const found = [...near, ...ranked(key.sku, alike)].slice(0, MOST_SUGGESTIONS);
  return found.length > 0 ? found : nearestNames(key.sku, all);
}

/** The first letter of a name, or of what follows its tier or service. */
function beginningOf(sku: string): string {
  return /^(?:standard_|basic_|db\.|cache\.)?./i.exec(sku)?.[0].toLowerCase() ?? '';
}

function regionsListing(books: readonly PriceBook[], key: PriceKey): string[] {
  const service = pricedService(key);
  return unique(books.flatMap((book) => referencesOf(book, key).filter((region) => book.rows(service, region, key.sku).length > 0)));
}

function ranked(text: string, names: readonly string[], most: number = Math.max(2, Math.floor(text.length / 3))): string[] {
  const wanted = text.toLowerCase();
  const near: { name: string; distance: number; shared: number }[] = [];
  for (const name of names) {
    const edits = Math.abs(name.length - wanted.length) > most ? most + 1 : editDistance(wanted, name.toLowerCase(), most);
    if (edits <= most) near.push({ name, distance: edits, shared: sharedLetters(wanted, name) });
  }
  return near.sort((a, b) => a.distance - b.distance || b.shared - a.shared || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

/** How many letters two names begin with alike: of two as near, the one that begins alike is more likely meant. */
function sharedLetters(wanted: string, name: string): number {
  const lower = name.toLowerCase();
  let count = 0;
  while (count < wanted.length && wanted[count] === lower[count]) count += 1;
  return count;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment); beyond `most` any number above it. */
export function editDistance(a: string, b: string, most: number = Number.POSITIVE_INFINITY): number {
  let before: number[] = [];
  let last: number[] = [];
  let row: number[] = [];
  for (let j = 0; j <= b.length; j += 1) last[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const nearest = fillRow(a, b, i, before, last, row);
    if (nearest > most) return most + 1;
    [before, last, row] = [last, row, before];
  }
  return last[b.length] ?? 0;
}

/** One row of the table of distances out of the two above it; its least. */
function fillRow(a: string, b: string, i: number, before: readonly number[], last: readonly number[], row: number[]): number {
  row[0] = i;
  let least = i;
  for (let j = 1; j <= b.length; j += 1) {
    const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
    const isSwap = i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
    let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
    if (isSwap) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
    row[j] = edits;
    if (edits < least) least = edits;
  }
  return least;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
