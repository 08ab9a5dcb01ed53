import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LivePriceFetcher, lookInTurn, type PriceRow, type PriceSource, type Provider, type ProviderDefinition } from '@openfinops/core';
import { createFakeLog, SMALL_DISCOVERY } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, openAgent } from './agent.ts';
import { createFakeIo } from './fake-io.ts';
import { loadSettings, readConfig } from './settings.ts';

const ROW: PriceRow = {
  fromMs: 0,
  listPrice: '0.1',
  effectivePrice: '0.1',
  unit: 'h',
  currency: 'USD',
  source: 'live',
  asOf: '2026-11-21',
  id: null,
  basis: 'spot',
  estimated: false,
  tierNotApplied: false,
};

async function* discover() {
  yield* SMALL_DISCOVERY;
}

/** One machine at prices of the provider’s own. */
function providerOf(priceSources: readonly PriceSource[]): Provider {
  return {
    info: { accountId: '123456789012', region: 'us-west-2', hostname: 'fake', notices: [] },
    billingRules: { ec2: { compute: { proof: 'lastStart', backfillHours: 24, minimumMs: 60_000, offerMayChange: false, source: 'made up' } } },
    priceSources,
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),
    probe: async () => [],
    discover,
    look: lookInTurn(discover),
  };
}

/** What all of it costs an hour, as the cycle says at its end. */
async function rateOf(agent: Agent): Promise<string | undefined> {
  let rate: string | undefined;
  for await (const { batch } of agent.cycle(new AbortController().signal)) {
    if (batch.kind === 'cycle') rate = /"effective_usd_per_hour":"([^"]+)"/.exec(batch.json)?.[1];
  }
  return rate;
}

describe('openAgent', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-agent-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = async (provider: Provider, fetcher?: LivePriceFetcher): Promise<Agent> => {
    const io = createFakeIo();
    const settings = await loadSettings(io, ['onprem']);
    const { value: config } = await readConfig(settings, io, { flags: { state: join(dir, 'state') }, filePath: undefined });
    const onprem = settings.definitions.get('onprem');
    if (onprem === undefined) throw new Error('onprem is registered');
    const list: Partial<ProviderDefinition> = fetcher === undefined ? {} : { createPriceFetcher: async () => fetcher };
    return await openAgent({ ...onprem, ...list, create: async () => provider }, config, io, createFakeLog());
  };

  it('prices each cycle with what is known by then', async () => {
    let price = '0.1';
    const source: PriceSource = { name: 'market', find: () => ({ rows: [{ ...ROW, listPrice: price, effectivePrice: price }] }) };
    const agent = await open(providerOf([source]));
    const first = await rateOf(agent);
    price = '0.2';

    const second = await rateOf(agent);

    await agent.close();
    expect([first, second]).toEqual(['0.1', '0.2']);
  });

  it('closes the price list when it leaves', async () => {
    const closed: string[] = [];
    const fetcher: LivePriceFetcher = {
      provider: 'onprem',
      services: [],
      fetch: async () => [],
      close: async () => {
        closed.push('list');
      },
    };
    const agent = await open(providerOf([]), fetcher);

    await agent.close();

    expect(closed).toEqual(['list']);
  });
});
