import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_POINTS, MAX_QUERIES } from './limits.ts';
import { metricsOfMachine } from './metrics.ts';
import { type Batch, createBatcher, type PlacedQuery } from './queries.ts';
import { BASIC, DETAILED, pointsOf } from './windows.ts';

const HOUR_MS = 3_600_000;
const [SPEC] = metricsOfMachine('m5.large');

function placed(index: number, { region = 'us-west-2', grain = BASIC, hours = 1 } = {}): PlacedQuery {
  if (SPEC === undefined) throw new Error('machines have metrics');
  const query = { scope: `aws/1/${region}/ec2`, resourceId: `machine/${index}`, awsId: `${index}`, spec: SPEC, dimensions: [], isHot: false };
  return { region, grain, window: { startMs: 0, endMs: hours * HOUR_MS }, query };
}

function batchQueries(queries: readonly PlacedQuery[]): readonly Batch[] {
  const batcher = createBatcher();
  return [...queries.flatMap((query) => batcher.add([query])), ...batcher.flush()];
}

describe('a batcher', () => {
  it('fills calls to the last query', () => {
    const queries = Array.from({ length: 50_000 }, (_, index) => placed(index));

    const batches = batchQueries(queries);

    expect(batches).toHaveLength(100);
    expect(new Set(batches.map((batch) => batch.queries.length))).toEqual(new Set([500]));
  });

  it('asks each query once, with others of its own region, period and window, within the limits of a call', () => {
    const query = fc.record({
      region: fc.constantFrom('eu-west-1', 'us-west-2'),
      grain: fc.constantFrom(BASIC, DETAILED),
      hours: fc.constantFrom(1, 6, 24),
    });

    fc.assert(
      fc.property(fc.array(query, { maxLength: 2000 }), (drawn) => {
        const queries = drawn.map((one, index) => placed(index, one));
        const batches = batchQueries(queries);
        const ids = batches.flatMap((batch) => batch.queries.map(({ resourceId }) => resourceId));

        expect(ids.sort()).toEqual(queries.map((one) => one.query.resourceId).sort());
        for (const batch of batches) {
          expect(batch.queries.length).toBeLessThanOrEqual(MAX_QUERIES);
          expect(batch.queries.length * pointsOf(batch, batch)).toBeLessThanOrEqual(MAX_POINTS);
          expect(new Set(batch.queries.map(({ scope }) => scope))).toEqual(new Set([`aws/1/${batch.region}/ec2`]));
        }
        const kinds = new Set(queries.map(({ region, grain, window }) => `${region} ${grain.periodMs} ${window.endMs}`));
        const notFull = batches.filter((batch) => batch.queries.length < Math.min(MAX_QUERIES, Math.floor(MAX_POINTS / pointsOf(batch, batch))));
        expect(notFull.length).toBeLessThanOrEqual(kinds.size);
      }),
      { numRuns: 30 },
    );
  });
});
