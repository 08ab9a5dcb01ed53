import { HOUR_MS } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASIC, DETAILED, endOfData, LATE_PERIODS, pointsOf, windowToAsk } from './windows.ts';

const TEN = Date.UTC(2026, 10, 21, 10);
const MINUTE_MS = 60_000;

describe('windowToAsk', () => {
  it.each([
    { grain: BASIC, what: 'five-minute', points: 12, endMs: TEN - 5 * MINUTE_MS },
    { grain: DETAILED, what: 'one-minute', points: 60, endMs: TEN },
  ])('asks an hour of $what points at first', ({ grain, points, endMs }) => {
    const window = windowToAsk(TEN + 2 * MINUTE_MS, null, HOUR_MS, grain);

    expect(window).toEqual({ startMs: endMs - HOUR_MS, endMs });
    expect(pointsOf(window, grain)).toBe(points);
  });

  it('asks for what is new and the last three periods before it', () => {
    const window = windowToAsk(TEN + HOUR_MS, TEN, HOUR_MS, BASIC);

    expect(pointsOf(window, BASIC)).toBe(12 + LATE_PERIODS);
    expect(window.endMs).toBe(TEN + 55 * MINUTE_MS);
  });

  it('asks for all that did not come, up to a day back', () => {
    const missed = windowToAsk(TEN + 3 * HOUR_MS, TEN, HOUR_MS, BASIC);
    const slept = windowToAsk(TEN + 100 * HOUR_MS, TEN, HOUR_MS, BASIC);

    expect(pointsOf(missed, BASIC)).toBe(36 + LATE_PERIODS);
    expect(pointsOf(slept, BASIC)).toBe(288);
  });

  it('begins anew after the clock was set back', () => {
    expect(windowToAsk(TEN, TEN + HOUR_MS, HOUR_MS, BASIC)).toEqual(windowToAsk(TEN, null, HOUR_MS, BASIC));
  });

  it('leaves no gap between two windows, is aligned to whole periods and holds at least the late ones', () => {
    const times = fc.record({ firstMs: fc.integer({ min: TEN, max: TEN + HOUR_MS }), laterMs: fc.nat(24 * HOUR_MS) });

    fc.assert(
      fc.property(times, fc.constantFrom(BASIC, DETAILED), ({ firstMs, laterMs }, grain) => {
        const before = endOfData(firstMs, grain);
        const window = windowToAsk(firstMs + laterMs, firstMs, HOUR_MS, grain);

        expect(window.startMs).toBeLessThanOrEqual(before);
        expect(window.startMs % grain.periodMs).toBe(0);
        expect(window.endMs % grain.periodMs).toBe(0);
        expect(pointsOf(window, grain)).toBeGreaterThanOrEqual(LATE_PERIODS);
      }),
    );
  });
});
