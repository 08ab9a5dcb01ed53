import { createResolver, HOUR_MS, type Ledger, runCycle, type ScopeId, WireBatch, type WireCharge } from '@openfinops/core';
import { createFakeClock, createFakeFiles, createFakePorts } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createFakeMachine } from './fake-machine.ts';
import { OnpremOptions } from './options.ts';
import { createOnpremProvider } from './provider.ts';

const HOUR_START_MS = Date.UTC(2026, 10, 20, 10);
const INTERVAL_MS = 300_000;
const NODE = {
  currency: 'USD',
  purchase: { price: 290_000, residualRatio: 0.1, lifeYears: 4, inService: '2025-03-01' },
  opex: { supportPerYear: 15_000, staffPerYear: 12_000, coloPerMonth: 1800 },
  pue: 1.3,
  tariff: { pricePerKwh: 0.12 },
};

/** Whole cycles every five minutes, from five to ten until past the end of the next hour, and the last word on the hour from ten to eleven. */
async function billedHour(options: object, watts = 0): Promise<WireCharge[]> {
  const clock = createFakeClock({ nowMs: HOUR_START_MS - INTERVAL_MS, manual: (ms) => ms > 1000 });
  const files = createFakeFiles();
  createFakeMachine({ files, clock }).work({ cpuRatio: 0.5, packageWatts: watts / 2 });
  const provider = await createOnpremProvider(OnpremOptions.parse({ hosting: 'owned', ...options }), createFakePorts({ clock, files }));
  const ledgers = new Map<ScopeId, Ledger>();
  const charges: WireCharge[] = [];
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `batch-0000-${ids}`;
  };
  const agent = { agentId: 'onprem-test', hostname: 'node', provider: 'onprem', region: 'global', version: '0.0.0' };
  while (clock.nowMs() < HOUR_START_MS + HOUR_MS + 2 * INTERVAL_MS) {
    const prices = createResolver({ sources: provider.priceSources });
    const { signal } = new AbortController();
    for await (const { batch, commits } of runCycle({
      provider,
      ledgers,
      prices,
      agent,
      clock,
      signal,
      intervalMs: INTERVAL_MS,
      maxBatchBytes: 500_000,
      newId,
    })) {
      const { metrics } = WireBatch.parse(JSON.parse(batch.json));
      if (metrics.kind === 'cost') charges.push(...metrics.charges);
      for (const { scope, ledger } of commits) ledgers.set(scope, ledger);
    }
    await clock.advance(INTERVAL_MS);
  }
  await provider.close?.();
  return charges.filter((charge) => charge.complete && charge.hour === HOUR_START_MS / 1000);
}

const costsOf = (charges: readonly WireCharge[]) => Object.fromEntries(charges.map((charge) => [charge.meter, charge.list_cost]));
const unknownSecondsOf = (charge: WireCharge | undefined) => {
  let seconds = 0;
  for (const [from, to] of charge?.unknown ?? []) seconds += to - from;
  return seconds;
};

it('charges the worked node hour to the last digit: 13.797073742465', async () => {
  const charges = await billedHour({ card: { ...NODE, power: { watts: 5131.4 } } });

  expect(costsOf(charges)).toEqual({ capex: '7.448630136986', opex: '5.547945205479', energy: '0.8004984' });
  expect(charges.map(unknownSecondsOf)).toEqual([0, 0, 0]);
});

it('charges the same energy when it is counted', async () => {
  const charges = await billedHour({ card: { ...NODE, power: { measured: 'rapl', otherWatts: 4600 } } }, 531.4);

  const energy = charges.find((charge) => charge.meter === 'energy');
  expect(Number(energy?.list_cost)).toBeCloseTo(0.8004984, 6);
  expect(unknownSecondsOf(energy)).toBe(0);
  expect(new Set(energy?.lines.map((line) => line.evidence))).toEqual(new Set([3]));
});

it('charges an estimate as a guess: all of it lies in unknown, and its price says estimated', async () => {
  const charges = await billedHour({ card: { ...NODE, power: { idleWatts: 0, maxWatts: 10_262.8 } } });

  const energy = charges.find((charge) => charge.meter === 'energy');
  expect(Number(energy?.list_cost)).toBeCloseTo(0.8004984, 4);
  expect(unknownSecondsOf(energy)).toBe(3600);
  expect(energy?.lines.every((line) => line.evidence === 0 && line.price?.estimated === true)).toBe(true);
});

it('cuts the hour where the tariff changes', async () => {
  const tariff = { timeZone: 'Europe/Berlin', pricePerKwh: 0.09, periods: [{ from: '11:15', to: '12:00', pricePerKwh: 0.22 }] };

  const charges = await billedHour({ card: { ...NODE, pue: 1, power: { watts: 10_000 }, tariff } });

  const energy = charges.find((charge) => charge.meter === 'energy');
  expect(energy?.lines.map((line) => [line.list_price, line.list_cost])).toEqual([
    ['0.09', '0.225'],
    ['0.22', '1.65'],
  ]);
});

describe('a machine without a card', () => {
  it('has a proven hour whose cost is unknown, for want of a rate card', async () => {
    const charges = await billedHour({});

    expect(charges).toMatchObject([{ meter: 'capex', list_cost: null, known_cost: '0', unknown: [] }]);
    expect(charges[0]?.lines).toMatchObject([
      { from: HOUR_START_MS / 1000, to: HOUR_START_MS / 1000 + 3600, price: null, missing: 'rate-card', evidence: 3 },
    ]);
  });

  it('is charged nothing at all where a cloud hosts it', async () => {
    expect(await billedHour({ hosting: 'cloud', card: { ...NODE, power: { watts: 5131.4 } } })).toEqual([]);
  });
});
