import type { ProviderId } from '../model.ts';
import type { PriceKey } from '../pricing.ts';
import { pricedRegion, pricedService } from './book-row.ts';
import type { MachineSpec, PriceBook, Surcharge } from './price-book.ts';
import { shapeOf } from './sku-shape.ts';

/** The books of one provider, best first: live, cache, bundled. They may be exchanged between two questions. */
export type BooksOf = (provider: ProviderId) => readonly PriceBook[];

/** The first book that knows the hardware tells it. */
export function specOf(books: readonly PriceBook[], key: Pick<PriceKey, 'provider' | 'service'>, sku: string): MachineSpec | undefined {
  const service = pricedService(key);
  for (const book of books) {
    const spec = book.spec(service, sku);
    if (spec !== undefined) return spec;
  }
  return undefined;
}

/** The licence prices of the first book that has any. */
export function surchargesOf(books: readonly PriceBook[], key: PriceKey): readonly Surcharge[] {
  const service = pricedService(key);
  for (const book of books) {
    const surcharges = book.surcharges(service);
    if (surcharges.length > 0) return surcharges;
  }
  return [];
}

/** Every SKU of the key's service in a region of a book. */
export function skusIn(book: PriceBook, key: PriceKey, region: string = key.region): readonly string[] {
  const service = pricedService(key);
  return book.skus(service, pricedRegion(book, service, region));
}

/** The SKUs of one family (`shapeOf`) in the key's region. */
export function skusOfFamily(book: PriceBook, key: PriceKey, family: string): readonly string[] {
  return familiesOf(book, key).get(family) ?? [];
}

type Families = ReadonlyMap<string, readonly string[]>;

/** Bundled books never change; others may, and are read anew. */
const bundledFamilies = new WeakMap<PriceBook, Map<string, Families>>();

function familiesOf(book: PriceBook, key: PriceKey): Families {
  if (book.origin !== 'bundled') return groupByFamily(key, skusIn(book, key));
  const byPlace = bundledFamilies.get(book) ?? new Map<string, Families>();
  bundledFamilies.set(book, byPlace);
  const place = `${pricedService(key)} ${key.region}`;
  const families = byPlace.get(place) ?? groupByFamily(key, skusIn(book, key));
  byPlace.set(place, families);
  return families;
}

function groupByFamily(key: PriceKey, skus: readonly string[]): Families {
  const families = new Map<string, string[]>();
  for (const sku of skus) {
    const family = shapeOf(key.provider, sku)?.family;
    if (family === undefined) continue;
    const members = families.get(family) ?? [];
    families.set(family, members);
    members.push(sku);
  }
  return families;
}
