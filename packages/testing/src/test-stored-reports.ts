import { DEFAULT_TENANT, type WireAllocation, type WireFinding } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from './sample-charge.ts';
import { sampleIntake, sampleResource, sampleSeries } from './sample-intake.ts';
import type { OpenStore } from './test-store.ts';

const TENANT = DEFAULT_TENANT;
const HOUR_MS = 3_600_000;
const NAMES = ['cpu.utilization'];
const MONTH_START_MS = Date.UTC(2026, 10, 1);

/** What is read over many hours: use beside cost, splits of hours, findings. */
export function testStoredReports(open: OpenStore): void {
  describe('reports over many hours', () => {
    it('gives the asked use beside the cost of a window, averages first, and nothing from outside it', async () => {
      const store = await open();
      const [before, next] = [SAMPLE_HOUR_MS - HOUR_MS, SAMPLE_HOUR_MS + HOUR_MS];
      const charges = [before, SAMPLE_HOUR_MS, next, next + HOUR_MS].map((hourStartMs) => sampleCharge({ hourStartMs }));
      const series = [
        sampleSeries({ start: before / 1000, values: [1] }),
        sampleSeries({ values: [0.1, 0.1] }),
        sampleSeries({ start: next / 1000, values: [0.4] }),
        sampleSeries({ start: (next + HOUR_MS) / 1000, values: [1] }),
        sampleSeries({ statistic: 'last', values: [1, 1] }),
        sampleSeries({ statistic: 'maximum', values: [1, 1] }),
        sampleSeries({ name: 'memory.utilization', values: [1, 1] }),
      ];
      await store.ingest(TENANT, sampleIntake({ charges, series, resources: [sampleResource()] }));

      const window = { startMs: SAMPLE_HOUR_MS, endMs: next + HOUR_MS };
      const [used, ...others] = await store.resourceUse(TENANT, { monthStartMs: MONTH_START_MS, window, names: NAMES, limit: 10 });

      expect(others).toEqual([]);
      expect(used).toMatchObject({ resource: { name: 'web-1' }, costs: [{ currency: 'USD', knownCost: '0.384', charges: 2, unpricedCharges: 0 }] });
      expect(used?.use.map(({ name, measuredMs }) => [name, measuredMs])).toEqual([['cpu.utilization', 900_000]]);
      expect(used?.use[0]?.meanRatio).toBeCloseTo(0.2, 12);
    });

    it('tells what was not measured and not priced from nothing', async () => {
      const store = await open();
      const notMeasured = sampleSeries({ resource_id: 'b', values: [null, null] });
      const charges = [sampleCharge({ resourceId: 'a', price: '2' }), sampleCharge({ resourceId: 'b', price: null })];
      await store.ingest(TENANT, sampleIntake({ charges, series: [notMeasured] }));

      const window = { startMs: SAMPLE_HOUR_MS, endMs: SAMPLE_HOUR_MS + HOUR_MS };
      const found = await store.resourceUse(TENANT, { monthStartMs: MONTH_START_MS, window, names: NAMES, limit: 10 });

      expect(found.map(({ resourceId, use, costs }) => [resourceId, use, costs[0]?.unpricedCharges])).toEqual([
        ['a', [], 0],
        ['b', [], 1],
      ]);
      expect(await store.resourceUse(TENANT, { monthStartMs: MONTH_START_MS, window, names: NAMES, limit: 1 })).toHaveLength(1);
      expect(await store.resourceUse(TENANT + 1, { monthStartMs: MONTH_START_MS, window, names: NAMES, limit: 10 })).toEqual([]);
    });

    it('keeps the last word on each finding, the latest first', async () => {
      const store = await open();
      await store.ingest(TENANT, sampleIntake({ findings: [sampleFinding('idle', '1'), sampleFinding('old', '5')], timestampMs: 1000 }));
      await store.ingest(TENANT, sampleIntake({ findings: [sampleFinding('idle', '2')], timestampMs: 2000, hash: 'second' }));

      const found = await store.findings(TENANT, 1000, 10);

      expect(found.map(({ finding, reportedMs }) => [finding.rule, finding.usd_per_hour_at_stake, reportedMs])).toEqual([
        ['idle', '2', 2000],
        ['old', '5', 1000],
      ]);
      expect(await store.findings(TENANT, 1001, 10)).toHaveLength(1);
      expect(await store.findings(TENANT, 0, 1)).toHaveLength(1);
      expect(await store.findings(TENANT + 1, 0, 10)).toEqual([]);
    });

    it('names the resource of a finding as it was last described, in whatever order they arrive', async () => {
      const store = await open();
      const finding = sampleFinding('idle', '1');
      await store.ingest(TENANT, sampleIntake({ findings: [finding], timestampMs: 1000 }));
      const before = await store.findings(TENANT, 0, 10);

      await store.ingest(
        TENANT,
        sampleIntake({ resources: [sampleResource({ id: finding.resource_id, name: 'web-1' })], timestampMs: 2000, hash: 'second' }),
      );

      expect(before).toMatchObject([{ resourceName: null }]);
      expect(await store.findings(TENANT, 0, 10)).toMatchObject([{ finding: { rule: 'idle' }, resourceName: 'web-1' }]);
    });

    it('gives the splits of the hours of one resource, the latest hour first', async () => {
      const store = await open();
      const [early, late] = [sampleAllocation(0, 'active', '0.25'), sampleAllocation(1, 'active', '0.5')];
      const idle = sampleAllocation(1, 'unallocated', '0.5');
      await store.ingest(
        TENANT,
        sampleIntake({ allocations: [early, late, idle, { ...late, resource_id: 'other' }, sampleAllocation(2, 'active', '1')] }),
      );

      const found = await store.allocations(TENANT, 'r', { startMs: SAMPLE_HOUR_MS, endMs: SAMPLE_HOUR_MS + 2 * HOUR_MS });

      expect(found).toEqual([late, idle, early]);
      expect(await store.allocations(TENANT + 1, 'r', { startMs: 0, endMs: SAMPLE_HOUR_MS })).toEqual([]);
    });
  });
}

function sampleFinding(rule: string, usdPerHour: string): WireFinding {
  return { rule, resource_id: 'r', window: { start: 0, end: 1 }, evidence: { days: 7 }, usd_per_hour_at_stake: usdPerHour };
}

function sampleAllocation(hours: number, state: string, share: string): WireAllocation {
  return { resource_id: 'r', hour: (SAMPLE_HOUR_MS + hours * HOUR_MS) / 1000, target: { kind: 'state', id: state }, share, basis: 'state' };
}
