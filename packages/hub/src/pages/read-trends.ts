import { setImmediate } from 'node:timers/promises';
import { DEFAULT_TENANT, HOUR_MS, type ScopeCost } from '@openfinops/core';
import type { HubContext } from '../server/context.ts';
import { sumTrends, type Trend } from './trend.ts';
import { type Buckets, bucketsOf, type TrendRange } from './trend-range.ts';

/** Hours that are read before the event loop breathes. */
const HOURS_AT_ONCE = 24;

export interface Trends {
  readonly buckets: Buckets;
  /** One of each currency. */
  readonly trends: readonly Trend[];
}

/** What the stretches of a range cost, from the totals of its hours. */
export async function readTrends({ store, clock }: Pick<HubContext, 'store' | 'clock'>, range: TrendRange): Promise<Trends> {
  const buckets = bucketsOf(range, clock.nowMs());
  const endMs = buckets.firstMs + buckets.count * buckets.bucketMs;
  const costs: ScopeCost[] = [];
  for (let fromMs = buckets.firstMs; fromMs < endMs; fromMs += HOURS_AT_ONCE * HOUR_MS) {
    if (fromMs > buckets.firstMs) await setImmediate();
    costs.push(...(await store.scopeCosts(DEFAULT_TENANT, 'hour', fromMs, Math.min(endMs, fromMs + HOURS_AT_ONCE * HOUR_MS))));
  }
  return { buckets, trends: sumTrends(costs, buckets) };
}
