import { HOUR_MS } from '@openfinops/core';
import { expect, it } from 'vitest';
import { energyReadings, estimateWatts } from './energy-readings.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10, 30);
const STRETCH = { fromMs: NOW_MS - 300_000, toMs: NOW_MS };
const INPUT = { resourceId: 'onprem://0123456789ab/host', scope: 'onprem/onprem/global/host', sku: 'R760', pue: 1.2, power: {} };
const shortOf = (readings: ReturnType<typeof energyReadings>) =>
  readings.map(({ fromMs, toMs, offer, evidence, unknown }) => ({
    ms: toMs - fromMs,
    kw: offer?.amount ?? null,
    attributes: offer?.attributes,
    evidence,
    unknownMs: unknown.map((span) => span.toMs - span.fromMs),
  }));

it('tells what was measured with the best evidence', () => {
  const measured = { stretch: STRETCH, segments: [{ ...STRETCH, microjoules: 500 * 300 * 1e6 }] };

  const readings = energyReadings({ ...INPUT, measured, observed: { stretch: STRETCH, utilizationRatio: 0.5 } });

  expect(shortOf(readings)).toEqual([{ ms: 300_000, kw: '0.6', attributes: {}, evidence: 3, unknownMs: [] }]);
});

it('names the stretch of a gap unknown, beside what was measured', () => {
  const measured = { stretch: STRETCH, segments: [{ fromMs: STRETCH.fromMs, toMs: STRETCH.fromMs + 100_000, microjoules: 500 * 100 * 1e6 }] };

  const readings = energyReadings({ ...INPUT, measured, observed: { stretch: STRETCH, utilizationRatio: 0.5 } });

  expect(shortOf(readings)).toEqual([
    { ms: 100_000, kw: '0.6', attributes: {}, evidence: 3, unknownMs: [] },
    { ms: 200_000, kw: null, attributes: undefined, evidence: 0, unknownMs: [200_000] },
  ]);
});

it('estimates by CPU utilisation where nothing is measured, and flags it', () => {
  const power = { measured: 'rapl' as const, idleWatts: 200, maxWatts: 600 };

  const readings = energyReadings({ ...INPUT, power, measured: undefined, observed: { stretch: STRETCH, utilizationRatio: 0.25 } });

  expect(shortOf(readings)).toEqual([{ ms: 300_000, kw: '0.36', attributes: { basis: 'estimate' }, evidence: 0, unknownMs: [] }]);
});

it.each([
  { what: 'the card gives no estimate', power: { measured: 'acpi' as const }, utilizationRatio: 0.5 },
  { what: 'the CPU is unknown', power: { idleWatts: 200, maxWatts: 600 }, utilizationRatio: null },
])('says that the energy is unknown where nothing is measured and $what', ({ power, utilizationRatio }) => {
  const readings = energyReadings({ ...INPUT, power, measured: undefined, observed: { stretch: STRETCH, utilizationRatio } });

  expect(shortOf(readings)).toEqual([{ ms: 300_000, kw: null, attributes: undefined, evidence: 0, unknownMs: [300_000] }]);
});

it('tells no more than a day after a long silence', () => {
  const long = { fromMs: NOW_MS - 100 * HOUR_MS, toMs: NOW_MS };

  const readings = energyReadings({ ...INPUT, measured: { stretch: long, segments: [] }, observed: { stretch: long, utilizationRatio: null } });

  expect(readings[0]?.fromMs).toBe(NOW_MS - 24 * HOUR_MS);
  expect(readings).toHaveLength(25);
});

it.each([
  { ratio: 0, watts: 100 },
  { ratio: 1, watts: 350 },
  { ratio: 1 / 3, watts: 183.333 },
])('estimates $watts W at $ratio', ({ ratio, watts }) => {
  expect(estimateWatts({ idleWatts: 100, maxWatts: 350 }, ratio)).toBe(watts);
});
