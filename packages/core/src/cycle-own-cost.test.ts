import { describe, expect, it } from 'vitest';
import { createRunningCount } from './count-running.ts';
import { type Collect, lookInTurn } from './look-in-turn.ts';
import type { Resource } from './model.ts';
import type { Discovery, OwnCost, Provider } from './provider.ts';
import { createResolver } from './resolver.ts';
import { runCycle } from './run-cycle.ts';
import { WireBatch, type WireOwnCost } from './wire.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const T = 1_795_240_800_000;
const OFFER = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: 3_600_000, purchase: 'on-demand', attributes: {} } as const;

function resource(changes: Partial<Resource> = {}): Resource {
  const base = { kind: 'machine', name: 'web', sku: OFFER.sku, state: 'running', purchase: 'on-demand', attributes: {}, tags: {} } as const;
  return { id: 'i-1', scope: SCOPE, ...base, sightings: [{ meter: 'compute', bills: true, offer: OFFER, startMs: T }], ...changes };
}

/** A provider of three machines; at each look its calls go on from the last. */
function providerOf({ collect = async function* () {}, ...part }: Partial<Provider> & { readonly collect?: Collect }): Provider {
  async function* discover(): AsyncGenerator<Discovery> {
    yield { type: 'scope', scope: SCOPE, observedAtMs: T + 60_000 };
    for (const id of ['i-1', 'i-2', 'i-3']) yield { type: 'resource', resource: resource({ id }) };
    yield { type: 'done', scope: SCOPE, count: 3, calls: 4 };
  }
  const rule = { backfillHours: 24, minimumMs: 0, proof: 'lastStart', offerMayChange: false, source: 'test' } as const;
  return {
    info: { accountId: '123456789012', region: 'us-west-2', hostname: 'host', notices: [] },
    billingRules: { ec2: { compute: rule } },
    priceSources: [],
    probe: async () => [],
    plan: ({ ec2 = 0 }) => ({ calls: 0, billedUnits: 0, usdPerMonth: String(ec2 * 2) }),
    discover,
    look: lookInTurn(discover, collect),
    ...part,
  };
}

async function ownCostIn(provider: Provider): Promise<WireOwnCost | undefined> {
  const row = { fromMs: 0, listPrice: '0.192', effectivePrice: '0.1', unit: 'h', currency: 'USD', source: 'bundled', asOf: '2026-07-20' } as const;
  const found = { rows: [{ ...row, id: null, basis: 'list', estimated: false, tierNotApplied: false } as const] };
  const clock = { nowMs: () => T + 120_000, monotonicMs: () => 0, sleep: async () => {}, breathe: async () => {} };
  const cycle = runCycle({
    provider,
    ledgers: new Map(),
    prices: createResolver({ overrides: [], sources: [{ name: 'test', find: () => found }] }),
    agent: { agentId: 'agent', hostname: 'host', provider: 'aws', region: 'us-west-2', version: '0' },
    clock,
    signal: new AbortController().signal,
    intervalMs: 300_000,
    maxBatchBytes: 65_536,
    newId: () => 'id-12345678',
  });
  for await (const { batch } of cycle) {
    const { metrics } = WireBatch.parse(JSON.parse(batch.json));
    if (metrics.kind === 'cycle') return metrics.own_cost;
  }
  return undefined;
}

describe('the own cost of a cycle', () => {
  it('is what the provider asked for during it, and the plan of a month', async () => {
    let asked: OwnCost = { calls: 100, billedUnits: 5000, usd: '0.05' };
    const provider = providerOf({
      ownCost: () => asked,
      async *collect() {
        yield* [];
        asked = { calls: 107, billedUnits: 5015, usd: '0.05015' };
      },
    });

    expect(await ownCostIn(provider)).toEqual({ calls: 7, billed_units: 15, usd: '0.00015', usd_per_month: '6' });
  });

  it('is the calls of its scopes where the provider knows nothing else', async () => {
    expect(await ownCostIn(providerOf({}))).toEqual({ calls: 4, billed_units: 0, usd: '0', usd_per_month: '6' });
  });
});

describe('the rate that collection may ask for', () => {
  it('is that of now, with what the operator pays in truth', async () => {
    const rates: (string | null)[] = [];
    const provider = providerOf({
      async *collect(_resources, { rateOf }) {
        yield* [];
        rates.push(rateOf(SCOPE, [{ meter: 'compute', offer: { ...OFFER, amount: '3' } }]).effectivePerHour);
      },
    });

    await ownCostIn(provider);

    expect(rates).toEqual(['0.3']);
  });
});

describe('the count of what runs', () => {
  it('is by service over all scopes, without groups', () => {
    const running = createRunningCount();
    const resources = [
      resource(),
      resource({ scope: 'aws/123456789012/eu-west-1/ec2' }),
      resource({ state: 'stopped' }),
      resource({ kind: 'group' }),
      resource({ scope: 'aws/123456789012/us-west-2/ebs', kind: 'disk' }),
    ];

    for (const one of resources) running.add(one);

    expect(running.byService()).toEqual({ ec2: 2, ebs: 1 });
  });
});
