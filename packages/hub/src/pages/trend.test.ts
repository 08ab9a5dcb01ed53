import { HOUR_MS, type ScopeCost, sum } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { sumTrends } from './trend.ts';
import { bucketsOf, type TrendRange } from './trend-range.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 11, 30);

function cost(scope: string, hoursAgo: number, knownCost: string, currency = 'USD'): ScopeCost {
  const startMs = Date.UTC(2026, 10, 21, 11) - hoursAgo * HOUR_MS;
  return { scope, startMs, currency, listCost: knownCost, knownCost, provisionalCost: '0', charges: 1, unpricedCharges: 0, uncertainMs: 0 };
}

describe('a trend', () => {
  it.each<{ range: TrendRange; count: number; first: string }>([
    { range: '24h', count: 24, first: '2026-11-20T12:00:00.000Z' },
    { range: '7d', count: 168, first: '2026-11-14T12:00:00.000Z' },
    { range: '30d', count: 30, first: '2026-10-23T00:00:00.000Z' },
  ])('of $range ends with the stretch that is not over', ({ range, count, first }) => {
    const { firstMs, bucketMs, count: buckets } = bucketsOf(range, NOW_MS);

    expect([new Date(firstMs).toISOString(), buckets]).toEqual([first, count]);
    expect(firstMs + count * bucketMs).toBeGreaterThan(NOW_MS);
    expect(firstMs + (count - 1) * bucketMs).toBeLessThanOrEqual(NOW_MS);
  });

  it('tells a gap from a cost of nothing', () => {
    const [trend] = sumTrends([cost('aws/1/r/ec2', 1, '0'), cost('aws/1/r/ec2', 3, '2')], bucketsOf('24h', NOW_MS));

    expect(trend?.buckets.slice(-4).map(({ sum: its }) => its?.knownCost ?? null)).toEqual(['2', null, '0', null]);
  });

  it('splits by service while there is one provider, by provider as soon as there are two', () => {
    const one = [cost('aws/1/r/ec2', 1, '1'), cost('aws/2/r/rds', 1, '2')];

    const [alone] = sumTrends(one, bucketsOf('24h', NOW_MS));
    const [both] = sumTrends([...one, cost('gcp/p/r/compute', 1, '1')], bucketsOf('24h', NOW_MS));

    expect([alone?.split, alone?.parts.map(({ name }) => name)]).toEqual(['service', ['rds', 'ec2']]);
    expect([both?.split, both?.parts.map(({ name }) => name)]).toEqual(['provider', ['aws', 'gcp']]);
  });

  it('keeps six parts at most, and loses nothing of the rest', () => {
    const costs = Array.from({ length: 9 }, (_, index) => cost(`aws/1/r/s${index}`, index, `${index + 1}.1`));

    const [trend] = sumTrends(costs, bucketsOf('24h', NOW_MS));

    expect(trend?.parts.map(({ name, total }) => `${name} ${total.knownCost}`)).toEqual([
      's8 9.1',
      's7 8.1',
      's6 7.1',
      's5 6.1',
      's4 5.1',
      'others 10.4',
    ]);
    expect(sum(trend?.buckets.flatMap(({ parts }) => [...parts.values()].map(({ knownCost }) => knownCost)) ?? [])).toBe(trend?.total.knownCost);
  });

  it('adds hours to days, and never adds currencies', () => {
    const costs = [cost('aws/1/r/ec2', 0, '1'), cost('aws/1/r/ec2', 11, '0.5'), cost('aws/1/r/ec2', 12, '4'), cost('aws/1/r/ec2', 0, '9', 'CNY')];

    const trends = sumTrends(costs, bucketsOf('30d', NOW_MS));

    expect(trends.map(({ currency }) => currency)).toEqual(['CNY', 'USD']);
    expect(trends[1]?.buckets.slice(-2).map(({ sum: its }) => its?.knownCost)).toEqual(['4', '1.5']);
  });
});
