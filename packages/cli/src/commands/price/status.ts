import type { PriceBook } from '@openfinops/core';
import type { TableStatus } from '@openfinops/runtime';
import { type Io, writeLines } from '../../io.ts';
import { createPalette, wantsColour } from '../../render/colour.ts';
import { renderPriceStatus, statusJson } from '../../render/price-status.ts';
import { widthOf } from './lookup.ts';
import { openPrices } from './open-world.ts';

export interface StatusFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/** `price status`: what the tables and the cache hold, how old it is, and what they lack. Reads every file, so that a bad one is known. */
export async function showPriceStatus(flags: StatusFlags, io: Io, nowMs: number): Promise<number> {
  const prices = await openPrices(io, flags.config, nowMs);
  const tables = prices.tables.status().map((table) => withDates(table, prices.tables.books.get(table.provider)));
  const cached = [...prices.cached].flatMap(([provider, { regions }]) => regions.map((region) => ({ provider, ...region })));
  const status = { tablesDir: prices.tablesDir ?? null, tables, cached, problems: prices.problems() };
  if (flags.json) {
    await io.out.write(`${JSON.stringify(statusJson(status, nowMs), null, 2)}\n`);
    return 0;
  }
  const view = { width: widthOf(io), palette: createPalette(wantsColour(io.out.isTty, io.env)), nowMs };
  await writeLines(io.out, renderPriceStatus(status, view));
  return 0;
}

/** The dates of each service's own rows; a file of many services tells those of the file. */
function withDates(table: TableStatus, book: PriceBook | undefined): TableStatus {
  if (book === undefined) return table;
  return { ...table, services: table.services.map((status) => ({ ...status, ...datesOf(book, status.service) })) };
}

function datesOf(book: PriceBook, service: string): { readonly oldestAsOf?: string; readonly newestAsOf?: string } {
  let oldest: string | undefined;
  let newest: string | undefined;
  for (const region of book.regions(service)) {
    for (const sku of book.skus(service, region)) {
      for (const { asOf } of book.rows(service, region, sku)) {
        if (oldest === undefined || asOf < oldest) oldest = asOf;
        if (newest === undefined || asOf > newest) newest = asOf;
      }
    }
  }
  return oldest === undefined || newest === undefined ? {} : { oldestAsOf: oldest, newestAsOf: newest };
}
