import type { Window } from '../model.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource } from '../pricing.ts';
import { columnOf, isSuspect, priceOf, rowsFor, rowsInForce, toPriceRow } from './book-row.ts';
import type { BookRow, PriceBook, PriceColumn } from './price-book.ts';

/** The rows of a book as they stand: SKU, region, meter and every attribute match. Keys are spelled canonically. */
export function createBookSource(book: PriceBook): PriceSource {
  return { name: book.origin, find: (key, window) => (key.provider === book.provider ? findExact(book, key, window) : null) };
}

/** The price of a key in a book, as listed; null: the book does not list it. `price-suspect`, `zone-unknown`: it does, in vain. */
export function findExact(book: PriceBook, key: PriceKey, window: Window): PriceAnswer | null {
  const column = columnOf(key.purchase);
  return column === undefined ? null : findCells(book, key, column, window);
}

/** The one price of a key in force at the window's start; undefined: not listed. For calculations that start from listed prices. */
export function listedPrice(book: PriceBook, key: PriceKey, column: PriceColumn, window: Window): PriceRow | undefined {
  const answer = findCells(book, key, column, window);
  return answer === null || 'missing' in answer ? undefined : answer.rows[0];
}

function findCells(book: PriceBook, key: PriceKey, column: PriceColumn, window: Window): PriceAnswer | null {
  const priced = rowsFor(book, key).filter((row) => priceOf(row, column) !== undefined);
  if (priced.length === 0) return null;
  const sound = priced.filter((row) => !isSuspect(row, column));
  if (sound.length === 0) return { missing: 'price-suspect', hint: `the spot price of ${key.sku} lies above its on-demand price` };
  const local = rowsOfZone(sound, key.zone);
  if (local.length === 0) return { missing: 'zone-unknown', hint: `${key.sku} has a price of its own in each zone; name the zone` };
  const inForce = rowsInForce(local, window);
  const rows = new Map<number, PriceRow>();
  for (const row of inForce) {
    const price = priceOf(row, column);
    const other = rows.get(row.fromMs);
    if (price === undefined || other?.listPrice === price) continue;
    if (other !== undefined) return { missing: 'price-suspect', hint: `${key.sku} has two prices at once in ${key.region}` };
    rows.set(row.fromMs, toPriceRow(row, column, price, book.origin));
  }
  return { rows: [...rows.values()] };
}

/** The zone's own rows, else those that speak for the whole region. */
function rowsOfZone(rows: readonly BookRow[], zone: string | undefined): BookRow[] {
  const own = rows.filter((row) => row.zone !== undefined && row.zone === zone);
  return own.length > 0 ? own : rows.filter((row) => row.zone === undefined);
}
