import { type OwnCost, sum } from '@openfinops/core';
import type { OwnCalls } from '../own-calls.ts';
import { usdOfUnits } from './cadence.ts';

/**
 * What the agent's own calls came to. Only metrics asked of GetMetricData cost money: GetMetricStatistics is used within its free million alone,
 * and all that is asked of EC2, STS and the price list is free.
 */
export function ownCostOf(calls: Pick<OwnCalls, 'snapshot'>): OwnCost {
  const counts = calls.snapshot();
  let all = 0;
  let billedUnits = 0;
  for (const count of counts) {
    all += count.calls;
    billedUnits += count.billedUnits;
  }
  const usd = sum(counts.filter(({ operation }) => operation === 'GetMetricData').map((count) => usdOfUnits(count.billedUnits)));
  return { calls: all, billedUnits, usd };
}
