import type { Discovery, PriceSource, Problem, Resource } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { listSpotLast } from './list-spot-last.ts';
import type { SpotPrices } from './spot-prices.ts';

const WEST = 'aws/123456789012/us-west-2/ec2';
const EAST = 'aws/123456789012/us-east-1/ec2';
const never = new AbortController().signal;

function machine(name: string, purchase: Resource['purchase'], scope = WEST): Discovery {
  const resource: Resource = {
    id: name,
    scope,
    kind: 'machine',
    name,
    sku: 'm5.large',
    state: 'running',
    purchase,
    attributes: {},
    tags: {},
    sightings: [],
  };
  return { type: 'resource', resource };
}

/** Says what it was asked about; the answers are problems, one a time it is asked. */
function createFakeSpot(problems: readonly Problem[] = []): SpotPrices & { readonly asked: string[][] } {
  const asked: string[][] = [];
  const source: PriceSource = { name: 'spot', find: () => null };
  return {
    source,
    asked,
    async refresh(resources) {
      asked.push(resources.map(({ id }) => id));
      return problems.slice(asked.length - 1, asked.length);
    },
  };
}

/** A page an item. */
async function* pagesOf(items: readonly Discovery[]): AsyncGenerator<readonly Discovery[]> {
  for (const item of items) yield [item];
}

async function listed(items: readonly Discovery[], spot: SpotPrices): Promise<string[]> {
  const said: string[] = [];
  for await (const page of listSpotLast(pagesOf(items), spot, never)) {
    for (const item of page) said.push(item.type === 'resource' ? item.resource.id : item.type === 'problem' ? item.problem.message : item.type);
  }
  return said;
}

describe('listSpotLast', () => {
  it('lists the spot machines of a scope last, once their prices have been asked for', async () => {
    const spot = createFakeSpot();
    const items: Discovery[] = [
      { type: 'scope', scope: WEST, observedAtMs: 1 },
      machine('spot-1', 'spot'),
      machine('west-1', 'on-demand'),
      { type: 'scope', scope: EAST, observedAtMs: 1 },
      machine('spot-2', 'spot', EAST),
      machine('spot-3', 'spot'),
      { type: 'done', scope: WEST, count: 3, calls: 1 },
      { type: 'done', scope: EAST, count: 1, calls: 1 },
    ];

    const said = await listed(items, spot);

    expect(said).toEqual(['scope', 'west-1', 'scope', 'spot-1', 'spot-3', 'done', 'spot-2', 'done']);
    expect(spot.asked).toEqual([[], ['spot-1', 'spot-3'], ['spot-2']]);
  });

  it('lists what a scope that failed had until then', async () => {
    const problem: Problem = { stage: 'discover', code: 'SCOPE_FAILED', scope: WEST, message: 'no' };
    const items: Discovery[] = [
      { type: 'scope', scope: WEST, observedAtMs: 1 },
      machine('spot-1', 'spot'),
      { type: 'failure', scope: WEST, problem },
    ];

    expect(await listed(items, createFakeSpot())).toEqual(['scope', 'spot-1', 'failure']);
  });

  it('reports what was wrong with the prices, and lists the machines all the same', async () => {
    const problem = (message: string): Problem => ({ stage: 'price', code: 'AUTH_DENIED', scope: WEST, message });
    const items: Discovery[] = [
      { type: 'scope', scope: WEST, observedAtMs: 1 },
      machine('spot-1', 'spot'),
      { type: 'done', scope: WEST, count: 1, calls: 1 },
    ];

    const said = await listed(items, createFakeSpot([problem('early'), problem('late')]));

    expect(said).toEqual(['scope', 'early', 'late', 'spot-1', 'done']);
  });
});
