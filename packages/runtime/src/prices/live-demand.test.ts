import type { PriceKey } from '@openfinops/core';
import { createFakeClock, type FakeClock, sampleBookRow } from '@openfinops/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLiveDemand, type LiveDemand } from './live-demand.ts';
import type { LiveRegion } from './live-fetcher.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function keyOf(sku: string, more: Partial<PriceKey> = {}): PriceKey {
  return {
    provider: 'aws',
    accountId: '123456789012',
    service: 'ec2',
    region: 'us-west-2',
    sku,
    meter: 'compute',
    purchase: 'on-demand',
    attributes: {},
    ...more,
  };
}

describe('createLiveDemand', () => {
  let clock: FakeClock;
  let kept: LiveRegion | undefined;
  beforeEach(() => {
    clock = createFakeClock();
    kept = undefined;
  });

  const open = (serves?: (region: string) => boolean): LiveDemand =>
    createLiveDemand({ services: ['ec2'], ...(serves === undefined ? {} : { serves }) }, { clock, random: () => 0.5 }, () => kept);
  const skusIn = (demand: LiveDemand) => demand.inUse('ec2', 'us-west-2')?.map(({ sku }) => sku);

  it('wants each thing once, by what its price depends on and nothing else', () => {
    const demand = open();

    for (const attributes of [{ os: 'Linux/UNIX', state: 'running' }, { tenancy: 'default', state: 'stopped' }, { os: 'Windows' }]) {
      demand.use(keyOf('M5.large', { region: 'us-west-2a', attributes }));
    }

    expect(demand.inUse('ec2', 'us-west-2')?.map(({ sku, attributes }) => [sku, attributes.os])).toEqual([
      ['m5.large', 'linux'],
      ['m5.large', 'windows'],
    ]);
  });

  it('knows nothing to ask about where nothing was looked up and nothing is kept', () => {
    expect(skusIn(open())).toBeUndefined();
  });

  it('asks about what is kept where nothing was looked up', () => {
    kept = { service: 'ec2', region: 'us-west-2', fetchedMs: clock.nowMs(), rows: [sampleBookRow(), sampleBookRow({ sku: 'c5.large' })] };

    expect(skusIn(open())).toEqual(['m5.large', 'c5.large']);
  });

  it('forgets what was not looked up for two days', async () => {
    const demand = open();
    demand.use(keyOf('m5.large'));
    await clock.advance(HOUR);
    demand.use(keyOf('c5.large'));
    await clock.advance(47 * HOUR + 1);

    expect(skusIn(demand)).toEqual(['c5.large']);
  });

  it('is due within a minute for something new, and then once a day', async () => {
    const demand = open();
    const due: (string | undefined)[] = [];
    demand.use(keyOf('m5.large'));
    due.push(demand.due()?.region);
    await clock.advance(MINUTE);
    due.push(demand.due()?.region);
    demand.fetched('ec2', 'us-west-2', demand.inUse('ec2', 'us-west-2'));
    await clock.advance(23 * HOUR);
    demand.use(keyOf('m5.large'));
    due.push(demand.due()?.region);
    await clock.advance(HOUR);
    due.push(demand.due()?.region);

    expect(due).toEqual([undefined, 'us-west-2', undefined, 'us-west-2']);
  });

  it('asks anew for a type that the last answer was not asked about, ten minutes after it at the earliest', async () => {
    const demand = open();
    demand.use(keyOf('m5.large'));
    await clock.advance(MINUTE);
    demand.fetched('ec2', 'us-west-2', demand.inUse('ec2', 'us-west-2'));

    demand.use(keyOf('c5.large'));
    await clock.advance(9 * MINUTE);
    const early = demand.due();
    await clock.advance(MINUTE);

    expect([early, demand.due()?.region]).toEqual([undefined, 'us-west-2']);
  });

  it('misses at once what is new or a day old, but nothing that was asked about within the hour', async () => {
    const demand = open();
    const missing: number[] = [];
    demand.use(keyOf('m5.large'));
    missing.push(demand.missing().length);
    demand.fetched('ec2', 'us-west-2', demand.inUse('ec2', 'us-west-2'));
    missing.push(demand.missing().length);
    demand.use(keyOf('c5.large'));
    missing.push(demand.missing().length);
    await clock.advance(HOUR);
    missing.push(demand.missing().length);
    demand.failed('ec2', 'us-west-2', false);
    missing.push(demand.missing().length);

    expect(missing).toEqual([1, 0, 0, 1, 0]);
  });

  it('does not miss within the hour what an earlier process asked about in vain', async () => {
    kept = { service: 'ec2', region: 'us-west-2', fetchedMs: clock.nowMs(), rows: [sampleBookRow()] };
    const demand = open();
    demand.use(keyOf('x9.unheard'));
    await clock.advance(HOUR - 1);
    const within = demand.missing().length;
    await clock.advance(1);

    expect([within, demand.missing().length]).toEqual([0, 1]);
  });

  it('asks once for a type that the list does not have', async () => {
    const demand = open();
    demand.use(keyOf('x9.unheard'));
    demand.fetched('ec2', 'us-west-2', demand.inUse('ec2', 'us-west-2'));

    demand.use(keyOf('x9.unheard'));
    await clock.advance(2 * HOUR);

    expect(demand.due()).toBeUndefined();
  });

  it('does not take what came into use during a fetch for fetched', async () => {
    const demand = open();
    demand.use(keyOf('m5.large'));
    const asked = demand.inUse('ec2', 'us-west-2');
    demand.use(keyOf('c5.large'));
    demand.fetched('ec2', 'us-west-2', asked);

    await clock.advance(10 * MINUTE);

    expect(demand.due()?.region).toBe('us-west-2');
  });

  it('is not due at once for what an earlier process fetched within the day', async () => {
    kept = { service: 'ec2', region: 'us-west-2', fetchedMs: clock.nowMs() - HOUR, rows: [sampleBookRow()] };
    const demand = open();
    demand.use(keyOf('m5.large'));

    await clock.advance(2 * MINUTE);

    expect(demand.due()).toBeUndefined();
  });

  it('asks again an hour after a failure, give or take half of it', async () => {
    const demand = open();
    demand.use(keyOf('m5.large'));
    demand.failed('ec2', 'us-west-2', false);
    await clock.advance(59 * MINUTE);
    const early = demand.due();
    await clock.advance(MINUTE);

    expect([early, demand.due()?.region]).toEqual([undefined, 'us-west-2']);
  });

  it('asks once a day where access is denied, whatever comes into use', async () => {
    const demand = open();
    const due: (string | undefined)[] = [];
    demand.use(keyOf('m5.large'));
    demand.failed('ec2', 'us-west-2', true);
    demand.use(keyOf('c5.large'));
    await clock.advance(23 * HOUR);
    due.push(demand.due()?.region, demand.missing()[0]?.region);
    await clock.advance(HOUR);
    due.push(demand.due()?.region, demand.missing()[0]?.region);

    expect(due).toEqual([undefined, undefined, 'us-west-2', 'us-west-2']);
  });

  it.each([
    { what: 'a service without a price list', key: keyOf('x86_64', { service: 'lambda' }) },
    { what: 'a region without one', key: keyOf('m5.large', { region: 'us-gov-west-1' }) },
  ])('leaves $what alone', async ({ key }) => {
    const demand = open((region) => !region.startsWith('us-gov'));
    demand.use(key);

    await clock.advance(HOUR);

    expect(demand.due()).toBeUndefined();
  });
});
