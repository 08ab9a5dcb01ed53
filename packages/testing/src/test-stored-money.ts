import { type Charge, type CostTotals, DEFAULT_TENANT, type Store, sum } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from './sample-charge.ts';
import { sampleIntake, sampleResource } from './sample-intake.ts';
import type { OpenStore } from './test-store.ts';

const TENANT = DEFAULT_TENANT;
const MONTH_START_MS = Date.UTC(2026, 10, 1);
const MINUTE_MS = 60_000;

/** Charges, their join and their totals. */
export function testStoredMoney(open: OpenStore): void {
  describe('money', () => {
    it.each([
      { order: 'earlier report first', minutes: [15, 30] },
      { order: 'later report first', minutes: [30, 15] },
      { order: 'each report twice', minutes: [30, 15, 30, 15] },
    ])('joins reports of one hour into one charge: $order', async ({ minutes }) => {
      const store = await open();

      for (const toMinute of minutes) await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge({ toMinute })] }));

      const [charge, ...others] = await store.charges(TENANT, SAMPLE_HOUR_MS);
      expect(others).toEqual([]);
      expect(charge).toMatchObject({ knownCost: '0.096', listCost: '0.096', effectiveCost: '0.096', observedMs: SAMPLE_HOUR_MS + 31 * MINUTE_MS });
      expect(await monthOf(store)).toMatchObject([{ knownCost: '0.096', charges: 1 }]);
    });

    it('knows what two agents know together, each line with who reported it', async () => {
      const store = await open();

      await store.ingest(TENANT, sampleIntake({ agentId: 'a', charges: [sampleCharge({ toMinute: 15 })] }));
      await store.ingest(TENANT, sampleIntake({ agentId: 'b', charges: [sampleCharge({ fromMinute: 45, toMinute: 60 })] }));

      const [charge] = await store.charges(TENANT, SAMPLE_HOUR_MS);
      expect(charge?.knownCost).toBe('0.096');
      expect(charge?.lines.map(({ agentId, fromMs, toMs }) => [agentId, (toMs - fromMs) / MINUTE_MS])).toEqual([
        ['a', 15],
        ['b', 15],
      ]);
    });

    it('adds up exactly, whatever the number of decimals', async () => {
      const store = await open();
      const prices = ['0.1', '0.2', '0.000000000000000000000000000001', '123456789012345678901234567890.5', '12'];

      const charges = prices.map((price, index) => sampleCharge({ resourceId: `r-${index}`, price }));
      await store.ingest(TENANT, sampleIntake({ charges }));

      expect(await monthOf(store)).toMatchObject([{ knownCost: '123456789012345678901234567902.800000000000000000000000000001', charges: 5 }]);
    });

    it('keeps totals equal to the sum of the charges through any order of reports', async () => {
      const store = await open();
      const reports = shuffle(manyReports(), 7);

      for (let start = 0; start < reports.length; start += 9) {
        await store.ingest(TENANT, sampleIntake({ charges: reports.slice(start, start + 9), agentId: start % 2 === 0 ? 'a' : 'b' }));
      }

      const hours = [SAMPLE_HOUR_MS, SAMPLE_HOUR_MS + 3_600_000];
      const charges = (await Promise.all(hours.map((hour) => store.charges(TENANT, hour)))).flat();
      const costs = charges.map(({ knownCost }) => knownCost);
      expect(costs).toHaveLength(12);
      expect(sum(await knownCosts(store.scopeCosts(TENANT, 'hour', 0, Number.MAX_SAFE_INTEGER)))).toBe(sum(costs));
      expect(sum(await knownCosts(monthOf(store)))).toBe(sum(costs));
      expect(sum(await knownCosts(dearest(store, 100)))).toBe(sum(costs));
    });

    it('says how much is unpriced, uncertain and provisional, and counts none of it as nothing', async () => {
      const store = await open();

      const charges = [
        sampleCharge({ resourceId: 'unpriced', price: null }),
        sampleCharge({ resourceId: 'unsettled', price: '0.5', unsettled: true, evidence: 2 }),
        sampleCharge({ resourceId: 'uncertain', toMinute: 30, unknownMinutes: [[30, 45]], observedMinute: 60 }),
      ];
      await store.ingest(TENANT, sampleIntake({ charges }));

      const expected = { knownCost: '0.596', provisionalCost: '0.5', charges: 3, unpricedCharges: 1, uncertainMs: 15 * MINUTE_MS };
      expect(await monthOf(store)).toMatchObject([{ scope: SAMPLE_SCOPE, startMs: MONTH_START_MS, currency: 'USD', ...expected }]);
      expect((await store.charges(TENANT, SAMPLE_HOUR_MS)).find(({ resourceId }) => resourceId === 'unpriced')).toMatchObject({
        listCost: null,
        effectiveCost: null,
        knownCost: '0',
      });
    });

    it('never mixes currencies: totals stand apart, and a charge of another currency than it has is refused alone', async () => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge()] }));

      const charges = [sampleCharge({ resourceId: 'cn', currency: 'CNY', price: '2' }), sampleCharge({ currency: 'CNY', price: '1' })];
      const outcome = await store.ingest(TENANT, sampleIntake({ charges }));

      expect(outcome).toMatchObject({ accepted: 1, rejected: [{ list: 'charges', index: 1, field: 'currency' }] });
      const totals = (await monthOf(store)).map(({ currency, knownCost }) => `${knownCost} ${currency}`);
      expect(totals.sort()).toEqual(['0.192 USD', '2 CNY']);
    });

    it('counts a charge on which two reports contradict each other once', async () => {
      const store = await open();

      for (const sku of ['m5.large', 'm5.xlarge', 'm5.large']) await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge({ sku })] }));

      expect(await store.conflicts(TENANT, 0)).toBe(1);
      expect(await monthOf(store)).toMatchObject([{ charges: 1, knownCost: '0.192' }]);
    });

    it('puts the dearest resources first, described as last reported', async () => {
      const store = await open();
      const charges = ['9', '10', '0.5'].map((price) => sampleCharge({ resourceId: `at-${price}`, price }));

      await store.ingest(TENANT, sampleIntake({ charges, resources: [sampleResource({ id: 'at-10', name: 'the big one' })] }));

      const costs = await dearest(store, 2);
      expect(costs.map(({ resourceId, knownCost, resource }) => [resourceId, knownCost, resource?.name])).toEqual([
        ['at-10', '10', 'the big one'],
        ['at-9', '9', undefined],
      ]);
    });
  });
}

function monthOf(store: Store) {
  return store.scopeCosts(TENANT, 'month', MONTH_START_MS, MONTH_START_MS + 1);
}

function dearest(store: Store, limit: number) {
  return store.resourceCosts(TENANT, { monthStartMs: MONTH_START_MS, use: { startMs: 0, endMs: 0 }, limit });
}

async function knownCosts(totals: Promise<readonly CostTotals[]>): Promise<string[]> {
  return (await totals).map(({ knownCost }) => knownCost);
}

/** Three resources, two hours, reports that grow, overlap, contradict and lack prices. */
function manyReports(): Charge[] {
  const reports: Charge[] = [];
  for (const hourStartMs of [SAMPLE_HOUR_MS, SAMPLE_HOUR_MS + 3_600_000]) {
    for (const [index, resourceId] of ['r-1', 'r-2', 'r-3'].entries()) {
      const base = { hourStartMs, resourceId };
      const price = `0.041${index}`;
      for (const toMinute of [15, 30, 45, 60]) reports.push(sampleCharge({ ...base, toMinute, price }));
      reports.push(sampleCharge({ ...base, fromMinute: 20, toMinute: 50, evidence: 2, unsettled: true, price: '0.1' }));
      reports.push(sampleCharge({ ...base, fromMinute: 5, toMinute: 25, price: null }));
      reports.push(sampleCharge({ ...base, fromMinute: 10, toMinute: 10, unknownMinutes: [[0, 10]] }));
      reports.push(sampleCharge({ ...base, meter: 'address', price: '0.005' }));
    }
  }
  return reports;
}

/** The same order for the same seed. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => ({ item, key: (index * 7919 + seed * 104_729) % 1009 }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
