import { describe, expect, it } from 'vitest';
import { metricsOfMachine } from './metrics.ts';
import type { Batch } from './queries.ts';
import { createResults } from './read-results.ts';
import { toSeries } from './to-series.ts';

const [CPU, NETWORK_IN] = metricsOfMachine('m5.large');
if (CPU === undefined || NETWORK_IN === undefined) throw new Error('machines have metrics');
const QUERY = { scope: 'aws/1/us-west-2/ec2', resourceId: 'machine', awsId: 'i-1', spec: CPU, dimensions: [], isHot: false };
const BATCH: Batch = { region: 'us-west-2', periodMs: 300_000, startMs: 0, endMs: 900_000, queries: [QUERY, { ...QUERY, spec: NETWORK_IN }] };

function pageOf(Id: string, Timestamps: unknown, Values: unknown, StatusCode = 'Complete') {
  return { MetricDataResults: [{ Id, Timestamps, Values, StatusCode }] };
}

const GAP = Number.NaN;

describe('createResults', () => {
  it('puts pages of one query together, in whatever order its points come', () => {
    const results = createResults(BATCH);

    const next = results.readPage({ ...pageOf('q0', [600, 0], [3, 1], 'PartialData'), NextToken: 'more' });
    const last = results.readPage(pageOf('q0', [300], [2]));

    expect([next, last]).toEqual(['more', undefined]);
    expect([...results.values.slice(0, 3)]).toEqual([1, 2, 3]);
    expect(results.incomplete()).toEqual([1]);
  });

  it.each([
    { what: 'not a number', times: [0], values: [Number.NaN], read: [GAP, GAP, GAP] },
    { what: 'infinite', times: [300], values: [Number.POSITIVE_INFINITY], read: [GAP, GAP, GAP] },
    { what: 'a text', times: [0], values: ['7'], read: [GAP, GAP, GAP] },
    { what: 'missing', times: [0, 300], values: [1], read: [1, GAP, GAP] },
    { what: 'outside of the window', times: [-300, 900, 300], values: [1, 2, 3], read: [GAP, 3, GAP] },
    { what: 'at no known time', times: ['yesterday', null], values: [1, 2], read: [GAP, GAP, GAP] },
    { what: 'inside a period', times: [301], values: [5], read: [GAP, 5, GAP] },
    { what: 'timed by a Date', times: [new Date(600_000)], values: [5], read: [GAP, GAP, 5] },
    { what: 'no list', times: undefined, values: 5, read: [GAP, GAP, GAP] },
  ])('takes a value that is $what for what it is', ({ times, values, read }) => {
    const results = createResults(BATCH);

    results.readPage(pageOf('q0', times, values));

    expect([...results.values.slice(0, 3)]).toEqual(read);
  });

  it.each([{ id: 'q7' }, { id: 'Q0' }, { id: 'q-1' }, { id: undefined }])('leaves an answer to $id, which nobody asked, alone', ({ id }) => {
    const results = createResults(BATCH);

    results.readPage(pageOf(String(id), [0], [1]));

    expect([...results.values]).toEqual(Array(6).fill(Number.NaN));
    expect(results.incomplete()).toEqual([0, 1]);
  });

  it('knows what it may not have from what is not there yet', () => {
    const results = createResults(BATCH);

    results.readPage(pageOf('q0', [], [], 'Forbidden'));
    results.readPage(pageOf('q1', [], [], 'InternalError'));

    expect([results.forbidden(), results.incomplete()]).toEqual([[0], [1]]);
  });

  it.each([{ reply: null }, { reply: {} }, { reply: { MetricDataResults: 5 } }])('calls $reply no reply', ({ reply }) => {
    expect(() => createResults(BATCH).readPage(reply)).toThrow(SyntaxError);
  });
});

describe('toSeries', () => {
  it.each([
    { what: 'percent', spec: CPU, raw: [0, 50, 100], values: [0, 0.5, 1] },
    { what: 'a hair above 100 %', spec: CPU, raw: [100.2, 250, GAP], values: [1, null, null] },
    { what: 'a negative figure', spec: CPU, raw: [-1, 0, 1], values: [null, 0, 0.01] },
    { what: 'bytes of a period', spec: NETWORK_IN, raw: [300, 0, GAP], values: [1, 0, null] },
  ])('makes of $what what it is in our units', ({ spec, raw, values }) => {
    const answer = { batch: { ...BATCH, queries: [QUERY, { ...QUERY, spec }] }, values: Float64Array.from([GAP, GAP, GAP, ...raw]) };

    const series = toSeries(answer, 1);

    expect(series).toEqual({ resourceId: 'machine', name: spec.name, unit: spec.unit, statistic: 'average', startMs: 0, stepMs: 300_000, values });
  });
});
