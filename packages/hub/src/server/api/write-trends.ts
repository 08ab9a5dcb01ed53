import type { Trends } from '../../pages/read-trends.ts';
import { writeTotals } from './write-costs.ts';

/** A bucket without a charge has null: that is a gap, not a cost of 0. */
export function writeTrends({ buckets, trends }: Trends) {
  return {
    range: buckets.range,
    bucket_s: buckets.bucketMs / 1000,
    currencies: trends.map(({ currency, split, total, parts, buckets: its }) => ({
      currency,
      split,
      total: writeTotals(total),
      parts: parts.map((part) => ({ name: part.name, total: writeTotals(part.total) })),
      buckets: its.map(({ startMs, sum, parts: ofBucket }) => ({
        start: startMs / 1000,
        total: sum === null ? null : writeTotals(sum),
        parts: [...ofBucket].map(([name, partTotal]) => ({ name, total: writeTotals(partTotal) })),
      })),
    })),
  };
}
