import { type BookRow, compareDecimals, PRICE_COLUMNS, type PriceBook } from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';
import { describe, expect, it } from 'vitest';
import { asCommitment, createLookUp, type PriceQuestion } from '../../packages/cli/src/commands/price/create-look-up.ts';
import { SAMPLE_DAY } from './sample-row.ts';

const BOOKS = [...openTables(findTablesDir({})).books.values()];
const NOW = Date.parse(SAMPLE_DAY);
const lookUp = createLookUp({ books: BOOKS, overrides: [], commitments: [], nowMs: NOW });

describe('every service in every region of the tables', () => {
  it.each(BOOKS.map((book) => ({ provider: book.provider, book })))('of $provider is answered as its rows say', ({ book }) => {
    const wrong: string[] = [];
    for (const service of book.services()) {
      for (const region of book.regions(service)) wrong.push(...someRows(book, service, region).flatMap((row) => faultsOf(book, row)));
    }

    expect(book.services()).not.toEqual([]);
    expect(wrong).toEqual([]);
  });
});

/** The rows of three SKUs, as far as they are in force. */
function someRows(book: PriceBook, service: string, region: string): BookRow[] {
  const skus = book.skus(service, region);
  const picked = new Set([skus[0], skus[Math.floor(skus.length / 2)], skus.at(-1)]);
  return [...picked].flatMap((sku) => (sku === undefined ? [] : book.rows(service, region, sku).filter(isInForce)));
}

/** No row about the same thing came into force after it, up to the day of the question. */
function isInForce(row: BookRow, _: number, rows: readonly BookRow[]): boolean {
  const aboutOf = ({ meter, attributes }: BookRow): string => JSON.stringify([meter, attributes]);
  const later = rows.filter((other) => aboutOf(other) === aboutOf(row) && other.fromMs > row.fromMs);
  return row.fromMs <= NOW && later.every(({ fromMs }) => fromMs > NOW);
}

function faultsOf({ provider }: PriceBook, row: BookRow): string[] {
  const { service, region, sku, meter, attributes } = row;
  return PRICE_COLUMNS.flatMap((column) => {
    const price = row.prices[column];
    if (price === undefined) return [];
    const commitment = asCommitment(column);
    const purchase = commitment === undefined ? (column as PriceQuestion['key']['purchase']) : 'on-demand';
    const found = lookUp({ key: { provider, accountId: '', service, region, sku, purchase, attributes }, commitment, meter });
    if (found.row !== null && compareDecimals(found.price, price) === 0 && found.row.unit === row.unit) return [];
    return [`${provider} ${service} ${region} ${sku} ${meter} ${column}: ${price} → ${found.row === null ? found.hint : found.price}`];
  });
}
