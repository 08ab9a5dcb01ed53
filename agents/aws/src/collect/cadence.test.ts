import { compareDecimals, HOUR_MS } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AWS_METRICS, type AwsMetric } from '../options.ts';
import { choosePace, LONGEST_MONTH_HOURS, unitsOf, usdOfUnits } from './cadence.ts';
import { loadOfMachines } from './plan.ts';

const FIVE: AwsMetric[] = ['cpu', 'network', 'disk'];
const MONTH_OF_30_DAYS = 720;

describe('choosePace', () => {
  it('asks 10,000 machines for five metrics in 100 calls an hour: 360 USD in 720 hours', () => {
    const load = loadOfMachines(10_000, FIVE);

    const pace = choosePace(load, { metrics: FIVE, hotSet: 0 });

    expect(pace).toEqual({ everyMs: { cpu: HOUR_MS, network: HOUR_MS, disk: HOUR_MS }, hotSet: 0, api: 'GetMetricData', stretched: null });
    expect(unitsOf(load, pace, 1)).toBe(50_000);
    expect(usdOfUnits(unitsOf(load, pace, MONTH_OF_30_DAYS))).toBe('360');
  });

  it('keeps CPU hourly and all else six-hourly under a budget of 150 USD: 120 USD in 720 hours', () => {
    const load = loadOfMachines(10_000, FIVE);

    const pace = choosePace(load, { metrics: FIVE, hotSet: 0, budgetMonthlyUsd: 150 });

    expect(pace.everyMs).toEqual({ cpu: HOUR_MS, network: 6 * HOUR_MS, disk: 6 * HOUR_MS });
    expect(pace.stretched).toBe('network and disk every 6 h');
    expect(usdOfUnits(unitsOf(load, pace, MONTH_OF_30_DAYS))).toBe('120');
  });

  it.each([
    { budgetMonthlyUsd: 10_000, stretched: null },
    { budgetMonthlyUsd: 372, stretched: null },
    { budgetMonthlyUsd: 371, stretched: 'network and disk every 2 h' },
    { budgetMonthlyUsd: 100, stretched: 'network and disk every 12 h' },
    { budgetMonthlyUsd: 60, stretched: 'cpu every 2 h, network and disk every 24 h' },
    { budgetMonthlyUsd: 4, stretched: 'cpu every 24 h, network and disk not at all' },
    { budgetMonthlyUsd: 0, stretched: 'cpu and network and disk not at all' },
  ])('takes from a budget of $budgetMonthlyUsd: $stretched', ({ budgetMonthlyUsd, stretched }) => {
    const pace = choosePace(loadOfMachines(10_000, FIVE), { metrics: FIVE, hotSet: 0, budgetMonthlyUsd });

    expect(pace.stretched).toBe(stretched);
  });

  it('gives the hot set up before anything else', () => {
    const load = loadOfMachines(10_000, FIVE);

    const free = choosePace(load, { metrics: FIVE, hotSet: 100 });
    const bound = choosePace(load, { metrics: FIVE, hotSet: 100, budgetMonthlyUsd: 380 });

    expect(free).toMatchObject({ hotSet: 100, stretched: null });
    expect(unitsOf(load, free, 1)).toBe(50_000 + 100 * 5 * 11);
    expect(bound).toMatchObject({ hotSet: 0, stretched: 'no hot set', everyMs: { network: HOUR_MS } });
  });

  it.each([
    { machines: 268, api: 'GetMetricStatistics' },
    { machines: 269, api: 'GetMetricData' },
  ])('asks $machines machines by $api, whatever the budget: the free million holds in the longest month', ({ machines, api }) => {
    const pace = choosePace(loadOfMachines(machines, FIVE), { metrics: FIVE, hotSet: 0, budgetMonthlyUsd: api === 'GetMetricData' ? 100 : 0 });

    expect(pace).toMatchObject({ api, stretched: null });
  });

  it('never plans more than the budget, in any month, and never more than is asked for without one', () => {
    const metrics = fc.uniqueArray(fc.constantFrom(...AWS_METRICS), { minLength: 1 });
    const estate = fc.record({ machines: fc.nat(200_000), budgetMonthlyUsd: fc.nat(5000), hotSet: fc.nat(5000), metrics });

    fc.assert(
      fc.property(estate, ({ machines, ...options }) => {
        const load = loadOfMachines(machines, options.metrics);
        const pace = choosePace(load, options);
        const units = unitsOf(load, pace, LONGEST_MONTH_HOURS);

        expect(pace.api === 'GetMetricStatistics' || compareDecimals(usdOfUnits(units), String(options.budgetMonthlyUsd)) <= 0).toBe(true);
        expect(pace.api === 'GetMetricData' || units <= 1_000_000).toBe(true);
        expect(units).toBeLessThanOrEqual(unitsOf(load, choosePace(load, { metrics: options.metrics, hotSet: options.hotSet }), LONGEST_MONTH_HOURS));
      }),
    );
  });
});
