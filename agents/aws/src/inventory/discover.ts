import type { Discovery } from '@openfinops/core';
import type { AwsService } from '../options.ts';
import { listScope, type ScopeWorld } from './list-scope.ts';
import { mergeReady } from './merge-ready.ts';
import type { Place } from './place.ts';
import type { RegionBook } from './region-book.ts';

export interface DiscoverWorld extends ScopeWorld {
  readonly services: readonly AwsService[];
  readonly regions: RegionBook;
  readonly placeOf: (region: string) => Place;
}

/** Scopes read at once: enough for all services of several regions, few enough for the sockets. */
const MOST_SCOPES = 12;

/**
 * All scopes of all regions that are due, page by page, whoever is ready first. Rejects when the regions cannot be listed, and when the signal
 * aborts.
 */
export async function* discoverPages(world: DiscoverWorld, signal: AbortSignal): AsyncGenerator<readonly Discovery[]> {
  signal.throwIfAborted();
  const due = await world.regions.due(signal);
  const tallies = new Map(due.map((region) => [region, { resources: 0, whole: 0 }]));
  const jobs = due.flatMap((region) => [...new Set(world.services)].map((service) => ({ region, service })));
  const sources = jobs.map(
    ({ region, service }) =>
      () =>
        listScope(service, world.placeOf(region), world, signal),
  );
  for await (const ready of mergeReady(sources, MOST_SCOPES)) {
    signal.throwIfAborted();
    if ('error' in ready) throw ready.error;
    const tally = tallies.get(jobs[ready.source]?.region ?? '');
    for (const item of ready.item) {
      if (tally !== undefined && item.type === 'resource') tally.resources += 1;
      if (tally !== undefined && item.type === 'done') tally.whole += 1;
    }
    yield ready.item;
    signal.throwIfAborted();
  }
  const scopesARegion = new Set(world.services).size;
  for (const [region, { resources, whole }] of tallies) if (whole === scopesARegion) world.regions.found(region, resources);
}
