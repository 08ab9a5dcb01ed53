import type { Discovery, Problem, Provider, Resource, ScopeId } from '@openfinops/core';
import type { SpotPrices } from './spot-prices.ts';

/**
 * The provider, with spot machines priced by the market. A machine’s hours are priced as it is listed, so that the spot machines of a scope are
 * listed last, once the prices of their hours have been read; that waits no longer than `refresh` does.
 */
export function withSpotPrices(provider: Provider, spot: SpotPrices): Provider {
  return {
    ...provider,
    priceSources: [spot.source, ...provider.priceSources],
    discover: (signal) => listSpotLast(provider.discover(signal), spot, signal),
  };
}

async function* listSpotLast(discovery: AsyncIterable<Discovery>, spot: SpotPrices, signal: AbortSignal): AsyncGenerator<Discovery> {
  const held = new Map<ScopeId, Resource[]>();
  // The places of the last look are asked about while the listing runs. An abort is told by the refresh that follows.
  const early = spot.refresh([], signal).catch((): readonly Problem[] => []);
  let isTold = false;
  for await (const item of discovery) {
    if (item.type === 'resource' && item.resource.purchase === 'spot') {
      hold(held, item.resource);
      continue;
    }
    if (item.type === 'done' || item.type === 'failure') {
      if (!isTold) yield* toReports(await early);
      isTold = true;
      const resources = held.get(item.scope) ?? [];
      held.delete(item.scope);
      if (resources.length > 0) yield* toReports(await spot.refresh(resources, signal));
      for (const resource of resources) yield { type: 'resource', resource };
    }
    yield item;
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
