import { HOUR_MS, multiply, quantityOf, sum, toDecimal, type Window } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { Tariff } from './tariff.ts';
import { tariffChanges } from './tariff-changes.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const PEAK = Tariff.parse({
  timeZone: 'Europe/Berlin',
  pricePerKwh: 0.09,
  periods: [{ days: WEEKDAYS, from: '08:00', to: '20:00', pricePerKwh: 0.22 }],
});

function windowOf(start: string, end: string): Window {
  return { startMs: Date.parse(start), endMs: Date.parse(end) };
}

/** What a constant 10 kW costs over a window. */
function costOfTenKw(tariff: Tariff, window: Window): string {
  const changes = tariffChanges(tariff, window);
  const costs = changes.map(({ fromMs, pricePerKwh }, index) => {
    const toMs = changes[index + 1]?.fromMs ?? window.endMs;
    return multiply(quantityOf('10', toMs - fromMs, HOUR_MS), toDecimal(pricePerKwh));
  });
  return sum(costs);
}

describe('10 kW around the clock, 0.22 from 08 to 20 on weekdays, else 0.09', () => {
  it.each([
    { day: 'a weekday', window: windowOf('2026-03-25T00:00:00+01:00', '2026-03-26T00:00:00+01:00'), cost: '37.2' },
    { day: 'the Sunday of 23 hours', window: windowOf('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'), cost: '20.7' },
    { day: 'the Sunday of 25 hours', window: windowOf('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'), cost: '22.5' },
    { day: 'a week with the clock change', window: windowOf('2026-03-23T00:00:00+01:00', '2026-03-30T00:00:00+02:00'), cost: '228.3' },
  ])('costs $cost on $day', ({ window, cost }) => {
    expect(costOfTenKw(PEAK, window)).toBe(cost);
  });
});

describe('periods in the hours that a clock change takes or gives', () => {
  const nightly = Tariff.parse({
    timeZone: 'Europe/Berlin',
    pricePerKwh: 0.1,
    periods: [{ from: '01:30', to: '03:30', pricePerKwh: 0.05 }],
  });

  it.each([
    { what: 'a usual night: two hours', window: windowOf('2026-06-10T00:00:00+02:00', '2026-06-11T00:00:00+02:00'), cheapHours: 2 },
    { what: 'the short night: one hour', window: windowOf('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00'), cheapHours: 1 },
    { what: 'the long night: three hours', window: windowOf('2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'), cheapHours: 3 },
  ])('$what', ({ window, cheapHours }) => {
    const changes = tariffChanges(nightly, window);

    const [, cheap, dear] = changes;
    expect(changes.map((change) => change.pricePerKwh)).toEqual([0.1, 0.05, 0.1]);
    expect((dear?.fromMs ?? 0) - (cheap?.fromMs ?? 0)).toBe(cheapHours * HOUR_MS);
  });
});

it('begins with the price in force at the start of the window, to the millisecond', () => {
  const window = windowOf('2026-03-25T19:30:00.500+01:00', '2026-03-25T20:30:00+01:00');

  const changes = tariffChanges(PEAK, window);

  expect(changes).toEqual([
    { fromMs: window.startMs, pricePerKwh: 0.22 },
    { fromMs: Date.parse('2026-03-25T20:00:00+01:00'), pricePerKwh: 0.09 },
  ]);
});

it('carries a Sunday night over into Monday', () => {
  const tariff = Tariff.parse({ pricePerKwh: 0.3, periods: [{ days: ['sun'], from: '22:00', to: '06:00', pricePerKwh: 0.1 }] });

  const changes = tariffChanges(tariff, windowOf('2026-11-22T21:00:00Z', '2026-11-23T07:00:00Z'));

  expect(changes.map(({ fromMs, pricePerKwh }) => [new Date(fromMs).toISOString(), pricePerKwh])).toEqual([
    ['2026-11-22T21:00:00.000Z', 0.3],
    ['2026-11-22T22:00:00.000Z', 0.1],
    ['2026-11-23T06:00:00.000Z', 0.3],
  ]);
});

it('is one price where periods say the same as the rest', () => {
  const tariff = Tariff.parse({ pricePerKwh: 0.2, periods: [{ from: '08:00', to: '20:00', pricePerKwh: 0.2 }] });

  expect(tariffChanges(tariff, windowOf('2026-11-21T00:00:00Z', '2026-11-28T00:00:00Z'))).toHaveLength(1);
});
