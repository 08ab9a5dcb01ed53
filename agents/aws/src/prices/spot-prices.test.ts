import { EC2Client } from '@aws-sdk/client-ec2';
import type { PriceKey, Resource } from '@openfinops/core';
import { type AwsEmulator, createFakeClock, type FakeClock, spotRows, startAwsEmulator } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpotPrices, type SpotOptions, type SpotPrices } from './spot-prices.ts';

const HOUR = 3_600_000;
const SEED = 7;
const never = new AbortController().signal;

function spotMachine(more: Partial<Resource> = {}): Resource {
  const offer = { sku: 'm5.large', zone: 'us-west-2a', amount: '1', unit: 'h', unitMs: HOUR, purchase: 'spot', attributes: {} } as const;
  return {
    id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
    scope: 'aws/123456789012/us-west-2/ec2',
    kind: 'machine',
    name: 'worker',
    zone: 'us-west-2a',
    sku: 'm5.large',
    state: 'running',
    purchase: 'spot',
    attributes: { os: 'linux' },
    tags: {},
    sightings: [{ meter: 'compute', bills: true, offer }],
    ...more,
  };
}

function keyOf(more: Partial<PriceKey> = {}): PriceKey {
  const { zone = '', sku, purchase, attributes } = spotMachine();
  return {
    provider: 'aws',
    accountId: '123456789012',
    service: 'ec2',
    region: 'us-west-2',
    zone,
    sku,
    meter: 'compute',
    purchase,
    attributes,
    ...more,
  };
}

describe('createSpotPrices', () => {
  let aws: AwsEmulator;
  let client: EC2Client;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = createFakeClock();
    aws = await startAwsEmulator({ seed: SEED, estate: { instances: 1 }, nowMs: clock.nowMs });
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'made-up' };
    client = new EC2Client({ region: 'us-west-2', endpoint: aws.url, credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await aws.close();
  });

  const open = (more: Partial<SpotOptions> = {}): SpotPrices =>
    createSpotPrices({ clients: { ec2: async () => client }, clock, timeout: () => never, ...more });
  const pricesOf = ({ source }: SpotPrices, key: PriceKey, fromMs: number, toMs: number) => {
    const answer = source.find(key, { startMs: fromMs, endMs: toMs });
    return answer === null || 'missing' in answer ? answer : answer.rows.map((row) => ({ fromMs: row.fromMs, price: row.listPrice }));
  };
  const truth = (fromMs: number, toMs: number, zone = 'us-west-2a', instanceType = 'm5.large') =>
    spotRows(SEED, { instanceType, zone, platform: 'Linux/UNIX' }, fromMs, toMs).map(({ price, ...row }) => ({
      ...row,
      price: price.replace(/0+$/, ''),
    }));
  const callsMade = () => aws.calls().reduce((sum, { calls }) => sum + calls, 0);

  it('knows every price that was in force within the last day, with its zone, since when, and of when', async () => {
    const spot = open();
    const nowMs = clock.nowMs();

    const problems = await spot.refresh([spotMachine()], never);

    expect(problems).toEqual([]);
    expect(pricesOf(spot, keyOf(), nowMs - 24 * HOUR, nowMs)).toEqual(truth(nowMs - 24 * HOUR, nowMs));
    expect(spot.source.find(keyOf(), { startMs: nowMs - HOUR, endMs: nowMs })).toMatchObject({
      rows: [{ source: 'live', basis: 'spot', unit: 'h', currency: 'USD', estimated: false, asOf: '2026-11-21T10:00:00Z' }],
    });
  });

  it('asks once for all types and zones of a region', async () => {
    const spot = open();

    await spot.refresh([spotMachine(), spotMachine({ zone: 'us-west-2b' }), spotMachine({ sku: 'c5.xlarge' })], never);

    const nowMs = clock.nowMs();
    expect(pricesOf(spot, keyOf({ zone: 'us-west-2b' }), nowMs - HOUR, nowMs)).toEqual(truth(nowMs - HOUR, nowMs, 'us-west-2b'));
    expect(pricesOf(spot, keyOf({ sku: 'c5.xlarge' }), nowMs - HOUR, nowMs)).toEqual(truth(nowMs - HOUR, nowMs, 'us-west-2a', 'c5.xlarge'));
    expect(callsMade()).toBe(1);
  });

  it.each([
    { what: 'a machine on demand', machine: spotMachine({ purchase: 'on-demand' }) },
    { what: 'a system that the spot market does not sell', machine: spotMachine({ attributes: { os: 'ubuntu-pro' } }) },
  ])('asks nothing about $what', async ({ machine }) => {
    await open().refresh([machine], never);

    expect(callsMade()).toBe(0);
  });

  it.each([
    { what: 'another way to buy', key: keyOf({ purchase: 'on-demand' }) },
    { what: 'a place that nobody uses', key: keyOf({ sku: 'r5.large' }) },
    { what: 'another service', key: keyOf({ service: 'rds' }) },
  ])('leaves $what to the next source, and never answers with a price on demand', async ({ key }) => {
    const spot = open();
    await spot.refresh([spotMachine()], never);

    expect(spot.source.find(key, { startMs: clock.nowMs() - HOUR, endMs: clock.nowMs() })).toBeNull();
  });

  it('asks again every quarter of an hour, and as soon as an hour has begun', async () => {
    const spot = open();
    const made: number[] = [];
    for (const minutes of [0, 14, 1, 40, 5, 1]) {
      await clock.advance(minutes * 60_000);
      await spot.refresh([], never);
      if (minutes === 0) await spot.refresh([spotMachine()], never);
      made.push(callsMade());
    }

    expect(made).toEqual([1, 1, 2, 3, 4, 4]);
  });

  it('joins what changed to what it knew', async () => {
    const spot = open();
    const startMs = clock.nowMs();
    await spot.refresh([spotMachine()], never);
    await clock.advance(20 * HOUR);

    await spot.refresh([spotMachine()], never);

    expect(pricesOf(spot, keyOf(), startMs, startMs + 20 * HOUR)).toEqual(truth(startMs, startMs + 20 * HOUR));
    expect(callsMade()).toBe(2);
  });

  it('forgets a place where nobody has been for two days', async () => {
    const spot = open();
    await spot.refresh([spotMachine()], never);
    await clock.advance(48 * HOUR + 1);

    await spot.refresh([], never);

    expect(callsMade()).toBe(1);
    expect(spot.source.find(keyOf(), { startMs: clock.nowMs() - HOUR, endMs: clock.nowMs() })).toBeNull();
  });

  it('says that access was denied, keeps what it knew, and asks again at the next look', async () => {
    const spot = open();
    await spot.refresh([spotMachine()], never);
    aws.setFaults([{ on: 'ec2:DescribeSpotPriceHistory', fault: { type: 'deny' } }]);
    await clock.advance(HOUR);

    const first = await spot.refresh([], never);
    const second = await spot.refresh([], never);
    aws.setFaults([]);
    await clock.advance(60_000);
    const third = await spot.refresh([], never);

    expect(first).toMatchObject([{ stage: 'price', code: 'AUTH_DENIED', scope: 'aws/123456789012/us-west-2/ec2' }]);
    expect([second, third]).toEqual([[], []]);
    expect(callsMade()).toBe(3);
    expect(pricesOf(spot, keyOf(), clock.nowMs() - HOUR, clock.nowMs())).toEqual(truth(clock.nowMs() - HOUR, clock.nowMs()));
  });

  it('waits five seconds for an API that does not answer, and leaves it alone for ten minutes', async () => {
    aws.setFaults([{ on: 'ec2:DescribeSpotPriceHistory', fault: { type: 'hang' } }]);
    const asked: number[] = [];
    const spot = open({
      timeout: (ms) => (asked.push(ms) === 1 ? AbortSignal.timeout(20) : never),
    });

    const problems = await spot.refresh([spotMachine()], never);
    await clock.advance(10 * 60_000 - 1);
    const rested = await spot.refresh([], never);
    aws.setFaults([]);
    await clock.advance(1);
    const again = await spot.refresh([], never);

    expect(problems).toMatchObject([{ stage: 'price', code: 'SCOPE_FAILED' }]);
    expect([rested, again]).toEqual([[], []]);
    expect(asked).toEqual([5000, 5000]);
    expect(pricesOf(spot, keyOf(), clock.nowMs() - HOUR, clock.nowMs())).toEqual(truth(clock.nowMs() - HOUR, clock.nowMs()));
  });

  it('makes no more calls within an hour than it may, and says so', async () => {
    const spot = open({ callsPerHour: 1 });
    await spot.refresh([spotMachine()], never);

    const problems = await spot.refresh([spotMachine({ sku: 'c5.xlarge' })], never);

    expect(problems).toMatchObject([{ code: 'RATE_LIMITED' }]);
    expect(callsMade()).toBe(1);
  });

  it.each([
    { what: 'zero', from: /<spotPrice>[\d.]+/g, to: '<spotPrice>0.0000' },
    { what: 'no number', from: /<spotPrice>[\d.]+/g, to: '<spotPrice>NaN' },
    { what: 'of a system that nobody knows', from: /Linux\/UNIX/g, to: 'BeOS' },
  ])('leaves out prices that are $what, and says how many', async ({ from, to }) => {
    aws.setFaults([{ on: 'ec2:DescribeSpotPriceHistory', fault: { type: 'rewrite', rewrite: (body) => body.replace(from, to) } }]);
    const spot = open();

    const problems = await spot.refresh([spotMachine()], never);

    expect(problems).toMatchObject([{ code: 'SOURCE_GARBLED', message: expect.stringMatching(/^\d+ spot prices in us-west-2/) as string }]);
    expect(spot.source.find(keyOf(), { startMs: clock.nowMs() - HOUR, endMs: clock.nowMs() })).toBeNull();
  });

  it('rejects with the reason of an abort', async () => {
    const reason = new DOMException('stopped', 'AbortError');

    await expect(open().refresh([spotMachine()], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
