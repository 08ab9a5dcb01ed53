import type { Window } from '../model.ts';
import type { PriceAnswer, PriceKey, PriceSource } from '../pricing.ts';
import { createAttachedGpuSource } from './attached-gpu.ts';
import { pricedRegion, pricedService } from './book-row.ts';
import { findExact } from './book-source.ts';
import type { BooksOf } from './books.ts';
import { createGcpSource } from './compose-gcp.ts';
import { createSizeSource } from './compose-sizes.ts';
import { createMissingSource } from './missing-source.ts';
import { createSurchargeSource } from './os-surcharge.ts';
import type { PriceBook } from './price-book.ts';
import { createRegionFactorSource } from './region-factor.ts';
import { canonicalKey, canonicalRegion, canonicalService } from './spellings.ts';
import { markStale } from './stale.ts';

const ORIGINS: readonly PriceBook['origin'][] = ['live', 'cache', 'bundled'];

/**
 * All that books know, best first (COST-MODEL section 3): listed prices (live, cache, bundled), the same with a licence, prices put together
 * out of parts or by size, the same machine of another region by a measured factor, and a named reason. For `createResolver`.
 * @param books asked anew at each question, so that refreshed books take the place of old ones; a resolver's `forget` drops what it remembers
 */
export function createPriceSources(books: readonly PriceBook[] | (() => readonly PriceBook[])): PriceSource[] {
  const booksOf = createBooksOf(typeof books === 'function' ? books : () => books);
  const inBooks = listedSource(booksOf);
  const ofParts = createGcpSource(booksOf);
  const listed = firstOf('listed', [inBooks, createAttachedGpuSource(inBooks, booksOf)]);
  const exact = firstOf('of parts', [ofParts, createAttachedGpuSource(ofParts, booksOf)]);
  const derived = firstOf('derived', [exact, createSizeSource(booksOf), createRegionFactorSource(booksOf)]);
  const sources = [listed, createSurchargeSource(listed, booksOf), derived, createSurchargeSource(derived, booksOf), createMissingSource(booksOf)];
  return sources.map(spelledAndDated);
}

/** The books of each provider, best first. */
export function createBooksOf(books: () => readonly PriceBook[]): BooksOf {
  let seen: readonly PriceBook[] | undefined;
  const byProvider = new Map<string, PriceBook[]>();
  return (provider) => {
    const all = books();
    if (all !== seen) byProvider.clear();
    seen = all;
    const known = byProvider.get(provider);
    if (known !== undefined) return known;
    const own = all.filter((book) => book.provider === provider).sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
    byProvider.set(provider, own);
    return own;
  };
}

function listedSource(booksOf: BooksOf): PriceSource {
  return {
    name: 'listed',
    find: (key, window) => firstAnswer(booksOf(key.provider).map((book) => () => findExact(book, key, window))),
    async load(place) {
      const service = pricedService(place);
      for (const book of booksOf(place.provider)) await book.load(service, pricedRegion(book, service, place.region));
    },
  };
}

function firstOf(name: string, sources: readonly PriceSource[]): PriceSource {
  return {
    name,
    find: (key, window) => firstAnswer(sources.map((source) => () => source.find(key, window))),
    async load(place) {
      for (const source of sources) await source.load?.(place);
    },
  };
}

/** The first price, else the first reason, else null. */
function firstAnswer(questions: readonly (() => PriceAnswer | null)[]): PriceAnswer | null {
  let missing: PriceAnswer | null = null;
  for (const ask of questions) {
    const answer = ask();
    if (answer === null) continue;
    if (!('missing' in answer)) return answer;
    missing ??= answer;
  }
  return missing;
}

function spelledAndDated(source: PriceSource): PriceSource {
  return {
    name: source.name,
    find(key: PriceKey, window: Window) {
      const answer = source.find(canonicalKey(key), window);
      return answer === null ? null : markStale(answer, window);
    },
    async load({ provider, service, region }) {
      await source.load?.({ provider, service: canonicalService(provider, service), region: canonicalRegion(provider, region) });
    },
  };
}
