import { HOUR_MS, multiply, quantityOf, sum } from '@openfinops/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EnergySegment, energyParts, meanWatts, segmentBetween } from './energy.ts';
import type { PowerSample } from './host/host.ts';

const START_MS = Date.UTC(2026, 10, 21, 10);
const level = (seconds: number, watts: number): PowerSample => ({ atMs: START_MS + seconds * 1000, uptimeMs: 36_000_000 + seconds * 1000, watts });
const counter = (seconds: number, ...joules: number[]): PowerSample => ({
  atMs: START_MS + seconds * 1000,
  uptimeMs: 36_000_000 + seconds * 1000,
  zones: Object.fromEntries(joules.map((value, index) => [`package-${index}`, { microjoules: value * 1e6, rangeMicrojoules: 262_143_000_000 }])),
});

it('integrates power levels by trapezoid, and leaves a gap over a minute out: 15,900 J of 300 s, 255 s unknown', () => {
  const samples = [level(0, 600), level(15, 620), level(30, 100), level(45, 80), level(300, 80)];

  const segments = samples.slice(1).map((after, index) => segmentBetween(samples[index] ?? after, after));

  const known = segments.filter((segment) => segment !== undefined);
  expect(known.map((segment) => segment.microjoules)).toEqual([9_150_000_000, 5_400_000_000, 1_350_000_000]);
  expect(segments[3]).toBeUndefined();
});

it('counts the packages together, with what they do not see', () => {
  const segment = segmentBetween(counter(0, 100, 900), counter(300, 30_100, 60_900), 50);

  expect(segment).toEqual({ fromMs: START_MS, toMs: START_MS + 300_000, microjoules: (30_000 + 60_000 + 50 * 300) * 1e6 });
});

it('takes a counter that went back for wrapped, where that explains it', () => {
  const segment = segmentBetween(counter(0, 262_000), counter(60, 6000));

  expect(segment?.microjoules).toBe(6143 * 1e6);
});

describe('knows no energy between two samples', () => {
  it.each([
    { when: 'a counter was reset: no package could have used up its range', before: counter(0, 100_000), after: counter(60, 100) },
    { when: 'a counter could have wrapped unseen', before: counter(0, 100), after: counter(900, 200) },
    { when: 'a package is gone', before: counter(0, 100, 100), after: counter(60, 200) },
    { when: 'another package is there', before: counter(0, 100), after: counter(60, 200, 200) },
    { when: 'the wall clock was set', before: counter(0, 100), after: { ...counter(60, 200), atMs: START_MS + 3_660_000 } },
    { when: 'no time has passed', before: level(0, 100), after: level(0, 100) },
    { when: 'one is a level and the other a counter', before: level(0, 100), after: counter(15, 100) },
  ])('$when', ({ before, after }) => {
    expect(segmentBetween(before, after)).toBeUndefined();
  });
});

it('tells a stretch hour by hour with the building’s mean power, and what is unknown of it', () => {
  const stretch = { fromMs: START_MS + HOUR_MS - 60_000, toMs: START_MS + HOUR_MS + 120_000 };
  const segments: EnergySegment[] = [
    { fromMs: stretch.fromMs, toMs: stretch.fromMs + 30_000, microjoules: 1000 * 30 * 1e6 },
    { fromMs: stretch.fromMs + 30_000, toMs: stretch.toMs - 60_000, microjoules: 2000 * 90 * 1e6 },
  ];

  const parts = energyParts(stretch, segments, 1.5);

  expect(parts).toEqual([
    { fromMs: stretch.fromMs, toMs: START_MS + HOUR_MS, kilowatts: '2.25' },
    { fromMs: START_MS + HOUR_MS, toMs: START_MS + HOUR_MS + 60_000, kilowatts: '3' },
    { fromMs: START_MS + HOUR_MS + 60_000, toMs: stretch.toMs, kilowatts: null },
  ]);
});

it('charges the worked node by its counters as by its constant draw: 0.8004984 an hour at 0.12 a kWh', () => {
  const stretch = { fromMs: START_MS, toMs: START_MS + HOUR_MS };

  const [part] = energyParts(stretch, [{ ...stretch, microjoules: 5131.4 * 3600 * 1e6 }], 1.3);

  expect(part?.kilowatts).toBe('6.67082');
  expect(multiply(quantityOf(part?.kilowatts ?? '0', HOUR_MS, HOUR_MS), '0.12')).toBe('0.8004984');
});

it('never speaks of an instant twice, never skips one, and loses no energy that it covers', () => {
  const lengths = fc.array(
    fc.record({ gapMs: fc.integer({ min: 0, max: 900_000 }), ms: fc.integer({ min: 1, max: 900_000 }), watts: fc.integer({ min: 0, max: 3000 }) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 12_000_000 }), (pieces, stretchMs) => {
      const stretch = { fromMs: START_MS + 1_234_567, toMs: START_MS + 1_234_567 + stretchMs };
      const segments: EnergySegment[] = [];
      let atMs = stretch.fromMs - 400_000;
      for (const { gapMs, ms, watts } of pieces) {
        segments.push({ fromMs: atMs + gapMs, toMs: atMs + gapMs + ms, microjoules: watts * ms * 1000 });
        atMs += gapMs + ms;
      }

      const parts = energyParts(stretch, segments, 1);

      expect(parts[0]?.fromMs).toBe(stretch.fromMs);
      expect(parts.at(-1)?.toMs).toBe(stretch.toMs);
      for (const [index, part] of parts.entries()) if (index > 0) expect(part.fromMs).toBe(parts[index - 1]?.toMs);
      const kilowattHours = Number(sum(parts.map((part) => quantityOf(part.kilowatts ?? '0', part.toMs - part.fromMs, HOUR_MS))));
      let coveredMs = 0;
      for (const part of parts) if (part.kilowatts !== null) coveredMs += part.toMs - part.fromMs;
      const watts = meanWatts(stretch, segments);
      expect(kilowattHours).toBeCloseTo(((watts ?? 0) / 1000) * (coveredMs / HOUR_MS), 6);
      expect(watts === null).toBe(coveredMs === 0);
    }),
    { numRuns: 200 },
  );
});
