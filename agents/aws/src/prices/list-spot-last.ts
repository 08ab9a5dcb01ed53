import type { Discovery, Problem, Resource, ScopeId } from '@openfinops/core';
import type { SpotPrices } from './spot-prices.ts';

/**
 * The same discovery with the spot machines of each scope last, once the prices of their hours have been read: a machine’s hours are priced as it
 * is listed. That waits no longer than `refresh` does.
 */
export async function* listSpotLast(
  pages: AsyncIterable<readonly Discovery[]>,
  spot: Pick<SpotPrices, 'refresh'>,
  signal: AbortSignal,
): AsyncGenerator<readonly Discovery[]> {
  const held = new Map<ScopeId, Resource[]>();
  // The places of the last look are asked about while the listing runs. An abort is told by the refresh that follows.
  const early = spot.refresh([], signal).catch((): readonly Problem[] => []);
  let isTold = false;
  for await (const page of pages) {
    const items: Discovery[] = [];
    for (const item of page) {
      if (item.type === 'resource' && item.resource.purchase === 'spot') {
        hold(held, item.resource);
        continue;
      }
      if (item.type === 'done' || item.type === 'failure') {
        if (!isTold) items.push(...toReports(await early));
        isTold = true;
        const resources = held.get(item.scope) ?? [];
        held.delete(item.scope);
        if (resources.length > 0) items.push(...toReports(await spot.refresh(resources, signal)));
        for (const resource of resources) items.push({ type: 'resource', resource });
      }
      items.push(item);
    }
    yield items;
  }
}

function hold(held: Map<ScopeId, Resource[]>, resource: Resource): void {
  const known = held.get(resource.scope);
  if (known === undefined) held.set(resource.scope, [resource]);
  else known.push(resource);
}

function toReports(problems: readonly Problem[]): Discovery[] {
  return problems.map((problem) => ({ type: 'problem', problem }));
}
