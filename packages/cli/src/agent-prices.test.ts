import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookRow, LivePriceFetcher, PriceKey, PriceSource, ProviderDefinition, Window } from '@openfinops/core';
import { createFakeClock, createFakePorts, type FakePorts } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type AgentPrices, type AgentPricesOptions, openAgentPrices } from './agent-prices.ts';
import type { AnyConfig } from './settings.ts';

const WINDOW: Window = { startMs: Date.UTC(2026, 10, 21), endMs: Date.UTC(2026, 10, 21, 1) };
const KEY: PriceKey = {
  provider: 'aws',
  accountId: '123456789012',
  service: 'ec2',
  region: 'us-east-1',
  sku: 'm5.large',
  meter: 'compute',
  purchase: 'on-demand',
  attributes: { os: 'linux', tenancy: 'shared' },
};
const FETCHED: BookRow = {
  service: 'ec2',
  region: 'us-east-1',
  sku: 'm5.large',
  meter: 'compute',
  unit: 'h',
  currency: 'USD',
  attributes: { os: 'linux', tenancy: 'shared' },
  prices: { 'on-demand': '0.09' },
  basis: 'list',
  asOf: '2026-11-21',
  fromMs: 0,
  id: 'SAMPLE',
};

/** A price list that answers with what it is given. */
function createFakeList(fetch: LivePriceFetcher['fetch']) {
  const asked: string[] = [];
  let isClosed = false;
  const fetcher: LivePriceFetcher = {
    provider: 'aws',
    services: ['ec2'],
    fetch: async (service, region, signal, inUse) => {
      asked.push(`${service} ${region}: ${inUse?.map(({ sku, attributes }) => `${sku} ${attributes.os}`).join(', ')}`);
      return await fetch(service, region, signal, inUse);
    },
    close: async () => {
      isClosed = true;
    },
  };
  return { fetcher, asked, isClosed: () => isClosed };
}

describe('openAgentPrices', () => {
  let dir: string;
  let ports: FakePorts;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-agent-prices-'));
    ports = createFakePorts({ clock: createFakeClock({ nowMs: WINDOW.startMs, manual: true }) });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  interface Given {
    readonly id?: string;
    readonly prices?: object;
    readonly sources?: readonly PriceSource[];
    readonly env?: Readonly<Record<string, string>>;
    readonly fetcher?: LivePriceFetcher;
    readonly list?: AgentPricesOptions['list'];
  }
  const open = async ({ id = 'aws', prices, sources = [], env = {}, fetcher, list = 'live' }: Given = {}): Promise<AgentPrices> => {
    const definition: Pick<ProviderDefinition, 'id' | 'options' | 'createPriceFetcher'> = {
      id,
      options: z.strictObject({}),
      ...(fetcher === undefined ? {} : { createPriceFetcher: async () => fetcher }),
    };
    const config = { state: dir, prices: { overrides: [], commitments: [], ...prices } } as unknown as AnyConfig;
    return await openAgentPrices(definition, { priceSources: sources }, { config, ports: { ...ports, env }, list });
  };
  const runFor = async (prices: AgentPrices, ms: number, { until = () => {} } = {}): Promise<void> => {
    const stop = new AbortController();
    const running = prices.run(stop.signal);
    await ports.clock.advance(ms);
    // What was fetched is written to the real disk.
    await vi.waitFor(until);
    stop.abort();
    await running;
  };
  const untilSaid = () => expect(ports.log.lines).not.toEqual([]);

  it('prices a cloud’s machine from the bundled tables', async () => {
    const prices = await open();

    const answer = prices.resolver.resolve(KEY, WINDOW);

    prices.sayProblems();
    expect(answer).toMatchObject({ rows: [{ listPrice: '0.096', effectivePrice: '0.096', currency: 'USD', source: 'bundled' }] });
    expect(ports.log.lines).toEqual([]);
  });

  it('changes what is really paid by a commitment whose rate the tables list', async () => {
    const commitment = { match: { provider: 'aws', sku: 'm5.*' }, kind: 'reserved-1y-standard', coverage: '0.5' };
    const prices = await open({ prices: { commitments: [commitment] } });

    const answer = prices.resolver.resolve(KEY, WINDOW);

    // Half at the list price of 0.096, half at the reserved rate of 0.06.
    expect(answer).toMatchObject({ rows: [{ listPrice: '0.096', effectivePrice: '0.078', basis: 'amortized' }] });
  });

  it('says once that there are no tables where nothing else prices', async () => {
    const prices = await open({ env: { OPENFINOPS_PRICING_TABLES: '/nowhere' } });

    prices.sayProblems();
    prices.sayProblems();

    expect(ports.log.lines.map(({ level, fields }) => [level, fields.code])).toEqual([['warn', 'SOURCE_MISSING']]);
    expect(prices.resolver.resolve(KEY, WINDOW)).toEqual({ missing: 'sku-unknown' });
  });

  it.each([
    { service: 'ebs', sku: 'gp2', meter: 'storage', price: '0.1' },
    { service: 'ebs', sku: 'gp3', meter: 'storage', price: '0.08' },
    { service: 'ebs', sku: 'gp3', meter: 'iops', price: '0.005' },
    { service: 'ebs', sku: 'gp3', meter: 'throughput', price: '0.04' },
    { service: 'ebs', sku: 'io1', meter: 'storage', price: '0.125' },
    { service: 'ebs', sku: 'io1', meter: 'iops', price: '0.065' },
    { service: 'ebs', sku: 'io2', meter: 'storage', price: '0.125' },
    { service: 'ebs', sku: 'io2', meter: 'iops', price: '0.065' },
    { service: 'ebs', sku: 'st1', meter: 'storage', price: '0.045' },
    { service: 'ebs', sku: 'sc1', meter: 'storage', price: '0.015' },
    { service: 'ebs', sku: 'standard', meter: 'storage', price: '0.05' },
    { service: 'ebs', sku: 'snapshot', meter: 'snapshot', price: '0.05' },
    { service: 'ebs', sku: 'snapshot-archive', meter: 'snapshot', price: '0.0125' },
    { service: 'eip', sku: 'public-ipv4', meter: 'address', price: '0.005' },
  ] as const)('knows $service $sku $meter in us-west-2 without asking', async ({ price, ...of }) => {
    const prices = await open();

    const answer = prices.resolver.resolve({ ...KEY, region: 'us-west-2', attributes: {}, ...of }, WINDOW);

    expect(answer).toMatchObject({ rows: [{ listPrice: price, source: 'bundled' }] });
  });

  it('prices with what the provider’s list says of what is in use, once it has been asked', async () => {
    const list = createFakeList(async () => [FETCHED]);
    const prices = await open({ fetcher: list.fetcher });
    const before = prices.resolver.resolve(KEY, WINDOW);

    await runFor(prices, 60_000, { until: untilSaid });

    const after = prices.resolver.resolve(KEY, WINDOW);
    expect(before).toMatchObject({ rows: [{ listPrice: '0.096', source: 'bundled' }] });
    expect(after).toMatchObject({ rows: [{ listPrice: '0.09', source: 'live', asOf: '2026-11-21', id: 'SAMPLE' }] });
    expect(list.asked).toEqual(['ec2 us-east-1: m5.large linux']);
    expect(list.isClosed()).toBe(true);
  });

  it('asks for nothing that an override prices', async () => {
    const override = { match: { provider: 'aws', sku: 'm5.large' }, price: '0.01', unit: 'h', currency: 'USD', asOf: '2026-11-01' };
    const list = createFakeList(async () => [FETCHED]);
    const prices = await open({ fetcher: list.fetcher, prices: { overrides: [override] } });
    prices.resolver.resolve(KEY, WINDOW);

    await runFor(prices, 60_000);

    expect(list.asked).toEqual([]);
  });

  it('goes on with the tables when the list cannot be read, and says so', async () => {
    const list = createFakeList(async () => {
      throw new Error('503');
    });
    const prices = await open({ fetcher: list.fetcher });
    prices.resolver.resolve(KEY, WINDOW);

    await runFor(prices, 60_000, { until: untilSaid });

    expect(prices.resolver.resolve(KEY, WINDOW)).toMatchObject({ rows: [{ source: 'bundled' }] });
    expect(ports.log.lines).toMatchObject([{ level: 'warn', message: 'prices not fetched, the old ones stay in use' }]);
  });

  it.each([{ list: 'live' }, { list: 'cached' }] as const)('starts without a cache that cannot be read ($list), and says so', async ({ list }) => {
    await mkdir(join(dir, 'aws'));
    await writeFile(join(dir, 'aws', 'prices'), 'no folder');
    const unread = createFakeList(async () => [FETCHED]);

    const prices = await open({ fetcher: unread.fetcher, list });

    expect(unread.isClosed()).toBe(list === 'live');
    expect(prices.resolver.resolve(KEY, WINDOW)).toMatchObject({ rows: [{ source: 'bundled' }] });
    expect(ports.log.lines).toMatchObject([{ level: 'warn', message: 'prices are not fetched, the tables are used' }]);
  });

  it.each([
    { what: 'none', price: '0' },
    { what: 'five times what the table has, and more', price: '0.481' },
    { what: 'less than a fifth of what the table has', price: '0.0191' },
  ])('leaves out a price that is $what, and says so', async ({ price }) => {
    const sound = { ...FETCHED, sku: 'm5.xlarge', prices: { 'on-demand': '0.19' } };
    const list = createFakeList(async () => [{ ...FETCHED, prices: { 'on-demand': price } }, sound]);
    const prices = await open({ fetcher: list.fetcher });
    prices.resolver.resolve(KEY, WINDOW);

    await runFor(prices, 60_000, { until: untilSaid });

    expect(prices.resolver.resolve(KEY, WINDOW)).toMatchObject({ rows: [{ listPrice: '0.096', source: 'bundled' }] });
    expect(prices.resolver.resolve({ ...KEY, sku: 'm5.xlarge' }, WINDOW)).toMatchObject({ rows: [{ listPrice: '0.19', source: 'live' }] });
    const said = ports.log.lines.filter(({ level }) => level === 'warn');
    expect(said).toMatchObject([{ message: 'prices left out', fields: { reason: 'price-suspect', suspects: 1, skus: ['m5.large'] } }]);
  });

  it('uses what an agent fetched here before, and asks for nothing, in a dry run', async () => {
    const list = createFakeList(async () => [FETCHED]);
    const daemon = await open({ fetcher: list.fetcher });
    daemon.resolver.resolve(KEY, WINDOW);
    await runFor(daemon, 60_000, { until: untilSaid });
    const refused = createFakeList(async () => [FETCHED]);

    const prices = await open({ fetcher: refused.fetcher, list: 'cached' });

    expect(prices.resolver.resolve(KEY, WINDOW)).toMatchObject({ rows: [{ listPrice: '0.09', source: 'cache' }] });
    await runFor(prices, 600_000);
    expect(refused.asked).toEqual([]);
  });
});
