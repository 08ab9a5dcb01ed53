import { type Batch, type BatchKind, WireBatch } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halveBatch, leaveOutTags, takeRejected } from './split-batch.ts';

const ENVELOPE = { schema: 'openfinops.batch/1', cycle_id: 'c-1', part: 1, expires: null, agent_version: '0.1.0', window: { start: 0, end: 1 } };

function makeBatch(kind: BatchKind, lists: Readonly<Record<string, readonly unknown[]>>, id = 'batch-0001'): Batch {
  const { events = [], ...inMetrics } = lists;
  const json = JSON.stringify({ agent_id: 'a', timestamp: 1.5, metrics: { ...ENVELOPE, kind, batch_id: id, ...inMetrics }, events, traces: [] });
  const count = kind === 'cycle' ? 1 + events.length : Object.values(lists).flat().length;
  return { id, kind, cycleId: 'c-1', part: 1, expiresMs: null, records: count, json };
}

const bodyOf = ({ json }: Batch) => JSON.parse(json) as { metrics: Record<string, unknown[]>; events: unknown[]; timestamp: number };

describe('halveBatch', () => {
  it('makes two whole bodies with ids of their own, and cuts between records', () => {
    const batch = makeBatch('cost', { resources: [{ r: 1 }], charges: [{ c: 1 }, { c: 2 }] });

    const [left, right] = halveBatch(batch, 'records') ?? [];

    expect(left).toMatchObject({ id: 'batch-0001/0', kind: 'cost', cycleId: 'c-1', records: 2 });
    expect(right).toMatchObject({ id: 'batch-0001/1', records: 1 });
    expect(left && bodyOf(left)).toMatchObject({ timestamp: 1.5, metrics: { batch_id: 'batch-0001/0', resources: [{ r: 1 }], charges: [{ c: 1 }] } });
    expect(right && bodyOf(right)).toMatchObject({ metrics: { batch_id: 'batch-0001/1', resources: [], charges: [{ c: 2 }] } });
  });

  it('makes the same parts whenever it is asked', () => {
    const batch = makeBatch('use', { series: [1, 2], allocations: [3], findings: [4] });

    expect(halveBatch(batch, 'bytes')).toEqual(halveBatch(batch, 'bytes'));
  });

  it('makes halves of one size where records differ in size', () => {
    const batch = makeBatch('cost', { resources: ['x'.repeat(1000)], charges: ['y'.repeat(400), 'z'.repeat(400), 'w'] });

    const parts = halveBatch(batch, 'bytes') ?? [];

    expect(parts.map(({ records }) => records)).toEqual([1, 3]);
  });

  it('puts the report of a cycle into both halves, and each event into one', () => {
    const batch = makeBatch('cycle', { scopes: [{ s: 1 }], events: [{ e: 1 }, { e: 2 }, { e: 3 }] });

    const [left, right] = halveBatch(batch, 'records') ?? [];

    expect(left && bodyOf(left)).toMatchObject({ metrics: { scopes: [{ s: 1 }] }, events: [{ e: 1 }] });
    expect(right && bodyOf(right)).toMatchObject({ metrics: { scopes: [] }, events: [{ e: 2 }, { e: 3 }] });
    expect([left?.records, right?.records]).toEqual([2, 3]);
  });

  it.each([
    { name: 'one record', batch: makeBatch('cost', { resources: [], charges: [1] }) },
    { name: 'no record', batch: makeBatch('use', { series: [] }) },
    { name: 'a body of somebody else', batch: { ...makeBatch('cost', {}), json: '[]' } },
    { name: 'no JSON', batch: { ...makeBatch('cost', {}), json: '{"metrics":' } },
    { name: 'an id that would grow beyond what servers take', batch: makeBatch('cost', { charges: [1, 2] }, 'x'.repeat(127)) },
  ])('cannot halve $name', ({ batch }) => {
    expect(halveBatch(batch, 'bytes')).toBeUndefined();
  });

  it('loses and doubles no record on the way down to single ones', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 30 }),
        fc.array(text, { maxLength: 30 }),
        fc.constantFrom('bytes', 'records'),
        (resources, charges, by) => {
          const parts = halveDown(makeBatch('cost', { resources, charges }), by as 'bytes' | 'records');

          expect(parts.flatMap((part) => bodyOf(part).metrics.resources)).toEqual(resources.map((one) => JSON.parse(JSON.stringify(one))));
          expect(parts.flatMap((part) => bodyOf(part).metrics.charges)).toEqual(charges.map((one) => JSON.parse(JSON.stringify(one))));
          expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('takeRejected', () => {
  const batch = makeBatch('cost', { resources: [{ r: 0 }, { r: 1 }], charges: [{ c: 0 }, { c: 1 }, { c: 2 }] });
  const rejection = (list: string, index: number) => ({ list, index, field: 'lines', reason: 'overlap' });

  it('takes the records that the server named', () => {
    const taken = takeRejected(batch, [rejection('charges', 2), rejection('resources', 0)]);

    expect(taken).toMatchObject({ id: 'batch-0001/rejected', records: 2 });
    expect(taken && bodyOf(taken).metrics).toMatchObject({ batch_id: 'batch-0001/rejected', resources: [{ r: 0 }], charges: [{ c: 2 }] });
  });

  it('takes nothing where the server names nothing that there is', () => {
    expect(takeRejected(batch, [rejection('charges', 3), rejection('?', -1)])).toBeUndefined();
  });
});

describe('leaveOutTags', () => {
  it('leaves out the tags of a single resource, says so, and does that once', () => {
    const batch = makeBatch('cost', { resources: [{ id: 'r', tags: { a: 'x'.repeat(5000), b: 'y' }, attributes: { os: 'linux' } }], charges: [] });

    const lighter = leaveOutTags(batch);

    expect(lighter).toMatchObject({ id: 'batch-0001/untagged', records: 1 });
    expect(lighter && bodyOf(lighter).metrics.resources).toEqual([
      { id: 'r', tags: { 'openfinops:truncated': '2 left out' }, attributes: { os: 'linux' } },
    ]);
    expect(lighter && leaveOutTags(lighter)).toBeUndefined();
  });

  it.each([
    { name: 'a charge', batch: makeBatch('cost', { charges: [{ id: 'c' }] }) },
    { name: 'two resources', batch: makeBatch('cost', { resources: [{ tags: { a: 'b' } }, { tags: {} }] }) },
  ])('has nothing to leave out of $name', ({ batch }) => {
    expect(leaveOutTags(batch)).toBeUndefined();
  });

  it('leaves a resource that the wire contract takes', () => {
    const resource = {
      ...{ id: 'r', provider: 'aws', service: 'ec2', kind: 'machine', name: 'n', account_id: '1', region: 'us-west-2' },
      ...{ scope: 'aws/1/us-west-2/ec2', sku: 's', state: 'running', purchase: 'on-demand', attributes: {}, parent_id: null },
      ...{ tags: { a: 'b' }, usd_per_hour: null },
    };
    const whole = JSON.parse(makeBatch('cost', { resources: [resource], charges: [] }).json) as object;
    const batch = { ...makeBatch('cost', {}), json: JSON.stringify({ ...whole, hostname: 'h', cloud_provider: 'aws', region: 'r' }) };

    const lighter = leaveOutTags(batch);

    expect(WireBatch.safeParse(JSON.parse(lighter?.json ?? '')).error).toBeUndefined();
  });
});

function halveDown(batch: Batch, by: 'bytes' | 'records'): Batch[] {
  const halves = halveBatch(batch, by);
  return halves === undefined ? [batch] : halves.flatMap((half) => halveDown(half, by));
}
