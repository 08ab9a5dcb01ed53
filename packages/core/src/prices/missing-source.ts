import type { MissingReason, PriceKey, PriceMissing, PriceSource } from '../pricing.ts';
import type { BooksOf } from './books.ts';
import type { PriceBook } from './price-book.ts';
import { type Suggestion, suggest } from './suggest.ts';

/** The last word where books of the provider exist and none has a price: why, what is known nearby, and what to do. Never a number. */
export function createMissingSource(booksOf: BooksOf): PriceSource {
  const said = new WeakMap<PriceBook, Map<string, PriceMissing>>();
  return {
    name: 'missing',
    find(key) {
      const [book] = booksOf(key.provider);
      if (book === undefined) return null;
      const hints = said.get(book) ?? new Map<string, PriceMissing>();
      said.set(book, hints);
      const id = JSON.stringify({ ...key, accountId: '' });
      const known = hints.get(id) ?? missingFor(key, suggest(booksOf, key));
      if (hints.size < MOST_HINTS) hints.set(id, known);
      return known;
    },
  };
}

/** What is missing is missed each hour again; looking for something like it takes milliseconds. */
const MOST_HINTS = 5_000;

const REASONS: Readonly<Record<Suggestion['unknown'], MissingReason>> = {
  provider: 'sku-unknown',
  service: 'sku-unknown',
  region: 'region-unknown',
  sku: 'sku-unknown',
  attributes: 'sku-unknown',
  purchase: 'sku-unknown',
};

/** A suggestion as an answer. */
function missingFor(key: PriceKey, suggestion: Suggestion): PriceMissing {
  return { missing: REASONS[suggestion.unknown], hint: `${sayUnknown(key, suggestion)}; ${sayRemedy(suggestion)}` };
}

function sayUnknown({ provider, service, region, sku, meter, purchase }: PriceKey, { unknown }: Suggestion): string {
  if (unknown === 'provider') return `no prices of ${provider} are known`;
  if (unknown === 'service') return `no prices of ${provider} ${service} are known`;
  if (unknown === 'region') return `no ${service} prices are known in region ${region}`;
  if (unknown === 'purchase') return `${sku} in ${region} has no ${purchase} price`;
  if (unknown === 'attributes') return `${sku} in ${region} has no ${meter} price with these attributes`;
  return `no ${service} price of ${sku} is known in ${region}`;
}

function sayRemedy({ unknown, nearest, regions }: Suggestion): string {
  const known: string[] = [];
  if (nearest.length > 0) known.push(`${WORDS[unknown]}: ${nearest.join(unknown === 'attributes' ? ' | ' : ', ')}`);
  if (regions.length > 0) known.push(`${regions.join(' and ')} ${regions.length === 1 ? 'lists' : 'list'} it`);
  return [...known, 'prices.overrides can give it a price of your own'].join('; ');
}

const WORDS: Readonly<Record<Suggestion['unknown'], string>> = {
  provider: 'known',
  service: 'nearest known service',
  region: 'nearest known region',
  sku: 'nearest known SKU',
  attributes: 'known with',
  purchase: 'known as',
};
