import { HOUR_MS } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { planCollection } from './plan.ts';

const OPTIONS = { metrics: ['cpu' as const, 'network' as const, 'disk' as const], hotSet: 0, region: ['us-west-2'] };

describe('planCollection', () => {
  it('plans 10,000 machines: 100 calls an hour, 50,000 metrics, in a month of 730 hours', () => {
    const plan = planCollection({ ec2: 10_000, ebs: 40_000 }, OPTIONS);

    expect(plan).toEqual({
      calls: 73_000,
      billedUnits: 36_500_000,
      usdPerMonth: '365',
      lines: [
        {
          what: 'cpu, network, disk of 10,000 machines',
          operation: 'GetMetricData',
          everyMs: HOUR_MS,
          calls: 73_000,
          billedUnits: 36_500_000,
          usdPerMonth: '365',
        },
      ],
      notices: [],
    });
  });

  it('says what a budget took, tier by tier', () => {
    const plan = planCollection({ ec2: 10_000 }, { ...OPTIONS, budgetMonthlyUsd: 150 });

    expect(plan.lines?.map(({ what, everyMs, calls, usdPerMonth }) => [what, everyMs / HOUR_MS, calls, usdPerMonth])).toEqual([
      ['cpu of 10,000 machines', 1, 20 * 730, '73'],
      ['network, disk of 10,000 machines', 6, Math.round((80 * 730) / 6), '48.66667'],
    ]);
    expect(plan.notices).toEqual(['To stay within 150 USD a month of CloudWatch, metrics are asked less often: network and disk every 6 h.']);
  });

  it('plans the hot set as what is asked besides', () => {
    const plan = planCollection({ ec2: 10_000 }, { ...OPTIONS, hotSet: 50 });

    expect(plan.lines?.[1]).toMatchObject({ what: 'the 50 hottest of them', everyMs: 300_000, calls: 11 * 730, billedUnits: 50 * 5 * 11 * 730 });
  });

  it('rounds calls up in each region by itself', () => {
    const plan = planCollection({ ec2: 300 }, { ...OPTIONS, region: ['us-west-2', 'eu-west-1'] });

    expect(plan.calls).toBe(2 * 2 * 730);
  });

  it('plans nothing for few machines but calls that are free, and says whose they are', () => {
    const plan = planCollection({ ec2: 20 }, OPTIONS);

    expect(plan).toMatchObject({ usdPerMonth: '0', calls: 100 * 730, lines: [{ operation: 'GetMetricStatistics' }] });
    expect(plan.notices?.[0]).toContain('million free calls');
  });

  it('plans nothing for nothing', () => {
    expect(planCollection({}, OPTIONS)).toMatchObject({ calls: 0, billedUnits: 0, usdPerMonth: '0', lines: [] });
  });
});
