import { createMemoryBook, type PriceBook, type ProviderId } from '@openfinops/core';
import type { LiveRegion } from './live-fetcher.ts';

/** One fetched region, ready to be asked. */
export interface IndexedRegion extends LiveRegion {
  readonly book: PriceBook;
}

export function indexRegion(provider: ProviderId, origin: PriceBook['origin'], region: LiveRegion): IndexedRegion {
  return { ...region, book: createMemoryBook({ provider, origin, rows: region.rows }) };
}

/**
 * Fetched regions as a price book. Hardware, surcharges and factors are the bundled tables' to tell.
 * @param find the region as it is known at this moment; undefined: not fetched, or too old
 */
export function createLiveBook(options: {
  readonly provider: ProviderId;
  readonly origin: 'live' | 'cache';
  readonly all: () => readonly IndexedRegion[];
  readonly find: (service: string, region: string) => IndexedRegion | undefined;
}): PriceBook {
  const { provider, origin, all, find } = options;
  return {
    provider,
    origin,
    services: () => [...new Set(all().map(({ service }) => service))].sort(),
    regions: (service) => all().flatMap((entry) => (entry.service === service ? [entry.region] : [])),
    rows: (service, region, sku) => find(service, region)?.book.rows(service, region, sku) ?? [],
    skus: (service, region) => find(service, region)?.book.skus(service, region) ?? [],
    spec: () => undefined,
    surcharges: () => [],
    unitPrices: () => [],
    regionFactors: () => [],
    load: async () => {},
  };
}
