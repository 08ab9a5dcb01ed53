import { DEFAULT_TENANT, type Store, type WireSeries } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, SAMPLE_SCOPE, sampleCharge } from './sample-charge.ts';
import { sampleIntake, sampleResource, sampleSeries } from './sample-intake.ts';
import type { OpenStore } from './test-store.ts';

const TENANT = DEFAULT_TENANT;
const MONTH_START_MS = Date.UTC(2026, 10, 1);
const HOUR_MS = 3_600_000;

/** Resources, their rates and their use. */
export function testStoredUse(open: OpenStore): void {
  describe('use', () => {
    it('counts what runs now by its rate, and nothing that is gone or was not heard of', async () => {
      const store = await open();
      const at = (timestampMs: number, resources: readonly ReturnType<typeof sampleResource>[]) => sampleIntake({ timestampMs, resources });

      await store.ingest(TENANT, at(1000, [sampleResource({ id: 'silent' })]));
      const unpriced = sampleResource({ id: 'unpriced', usd_per_hour: null });
      await store.ingest(TENANT, at(2000, [sampleResource({ id: 'a' }), sampleResource({ id: 'b' }), unpriced]));
      await store.ingest(TENANT, at(2000, [sampleResource({ id: 'gone', state: 'deleted' })]));

      const rates = [...(await store.rates(TENANT, 2000))].sort((a, b) => a.resources - b.resources);
      expect(rates).toEqual([
        { scope: SAMPLE_SCOPE, currency: 'USD', perHour: null, resources: 1 },
        { scope: SAMPLE_SCOPE, currency: 'USD', perHour: '0.192', resources: 2 },
      ]);
    });

    it('keeps the later of two descriptions, whichever arrives first', async () => {
      const store = await open();

      await store.ingest(TENANT, sampleIntake({ timestampMs: 2000, resources: [sampleResource({ usd_per_hour: '2' })] }));
      await store.ingest(TENANT, sampleIntake({ timestampMs: 1000, resources: [sampleResource({ usd_per_hour: '1' })] }));

      expect(await store.rates(TENANT, 0)).toMatchObject([{ perHour: '2', resources: 1 }]);
    });

    it.each([
      { said: 'the mean of what was measured', series: [sampleSeries()], mean: 0.5 },
      {
        said: 'values that come later fill in',
        series: [sampleSeries(), sampleSeries({ start: SAMPLE_HOUR_MS / 1000 + 300, values: [0.8] })],
        mean: 0.6,
      },
      { said: 'a later null takes nothing back', series: [sampleSeries(), sampleSeries({ values: [null, null, null] })], mean: 0.5 },
      { said: 'the newest hour', series: [sampleSeries(), sampleSeries({ start: (SAMPLE_HOUR_MS + HOUR_MS) / 1000, values: [0.1] })], mean: 0.1 },
    ])('shows use beside cost: $said', async ({ series, mean }) => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge()] }));

      for (const one of series) await store.ingest(TENANT, sampleIntake({ series: [one] }));

      const use = await useOf(store);
      expect(use.map(({ name }) => name)).toEqual(['cpu.utilization']);
      expect(use[0]?.meanRatio).toBeCloseTo(mean, 12);
    });

    it.each<{ said: string; series: WireSeries }>([
      { said: 'nothing was measured', series: sampleSeries({ values: [null, null] }) },
      { said: 'it is no ratio', series: sampleSeries({ name: 'memory.used', unit: 'By', values: [1e9] }) },
      { said: 'it is no number to average', series: sampleSeries({ values: [1e308, 1e308] }) },
      { said: 'it is long ago', series: sampleSeries({ start: SAMPLE_HOUR_MS / 1000 - 86_400 }) },
    ])('shows no use where $said', async ({ series }) => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge()] }));

      await store.ingest(TENANT, sampleIntake({ series: [series] }));

      expect(await useOf(store)).toEqual([]);
    });

    it('takes series of a resource before its first charge', async () => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ series: [sampleSeries()] }));

      await store.ingest(TENANT, sampleIntake({ charges: [sampleCharge()] }));

      expect(await useOf(store)).toHaveLength(1);
    });
  });
}

async function useOf(store: Store) {
  const use = { startMs: SAMPLE_HOUR_MS - HOUR_MS, endMs: SAMPLE_HOUR_MS + 2 * HOUR_MS };
  const [cost] = await store.resourceCosts(TENANT, { monthStartMs: MONTH_START_MS, use, limit: 10 });
  return cost?.use ?? [];
}
