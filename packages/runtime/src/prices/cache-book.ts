import type { PriceBook, Problem, ProviderId } from '@openfinops/core';
import { realStateIo, type StateIo } from '../state/state-io.ts';
import { createPriceCache } from './cache-dir.ts';
import { createLiveBook, indexRegion } from './live-book.ts';
import { CACHE_MS } from './refresh-times.ts';

/** What an agent left on disk, for a command that only reads it. */
export interface CachedPrices {
  readonly book: PriceBook;
  /** Every region that can be used, with the time at which it was fetched, epoch ms. */
  readonly regions: readonly { readonly service: string; readonly region: string; readonly fetchedMs: number; readonly rows: number }[];
  readonly problems: readonly Problem[];
}

/** Reads the fetched prices of one provider that are not older than seven days at `nowMs`. Writes nothing. */
export async function readCachedPrices(cacheDir: string, provider: ProviderId, nowMs: number, io: StateIo = realStateIo): Promise<CachedPrices> {
  const { regions, problems } = await createPriceCache(cacheDir, provider, io).read();
  const young = regions.filter(({ fetchedMs }) => nowMs - fetchedMs <= CACHE_MS).map((region) => indexRegion(provider, 'cache', region));
  const find = (service: string, region: string) => young.find((entry) => entry.service === service && entry.region === region);
  return {
    book: createLiveBook({ provider, origin: 'cache', all: () => young, find }),
    regions: young.map(({ service, region, fetchedMs, rows }) => ({ service, region, fetchedMs, rows: rows.length })),
    problems,
  };
}
