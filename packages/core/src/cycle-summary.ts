import type { Decimal, Resource } from './model.ts';
import { multiply, sum } from './money.ts';
import type { MissingReason } from './pricing.ts';
import type { RateNow } from './rates.ts';
import type { WireSummary } from './wire.ts';

/** Adds up what a cycle saw. */
export interface SummaryBuilder {
  add(resource: Resource, rate: RateNow): void;
  build(): WireSummary;
}

/** Rates in another currency than USD are left out of the two sums; they stand on their resources. */
export function createSummary(): SummaryBuilder {
  const states = new Map<string, number>();
  const list = createRateSum();
  const effective = createRateSum();
  const unpriced = new Map<string, { reason: MissingReason; sku: string; count: number; hint?: string }>();
  return {
    add(resource, rate) {
      states.set(resource.state, (states.get(resource.state) ?? 0) + 1);
      if (rate.currency === 'USD' && rate.listPerHour !== null) list.add(rate.listPerHour);
      if (rate.currency === 'USD' && rate.effectivePerHour !== null) effective.add(rate.effectivePerHour);
      for (const { reason, sku, hint } of rate.missing) {
        const key = JSON.stringify([reason, sku]);
        const entry = unpriced.get(key) ?? { reason, sku, count: 0, ...(hint === undefined ? {} : { hint }) };
        unpriced.set(key, { ...entry, count: entry.count + 1 });
      }
    },
    build: () => ({
      resources: Object.fromEntries(states),
      list_usd_per_hour: list.total(),
      effective_usd_per_hour: effective.total(),
      unpriced: [...unpriced.values()],
    }),
  };
}

/** Most machines share a rate with many others: each rate is counted, so that a hundred thousand of them are a few to add up. */
function createRateSum(): { add(rate: Decimal): void /** null: nothing was added. */; total(): Decimal | null } {
  const counts = new Map<Decimal, number>();
  return {
    add: (rate) => void counts.set(rate, (counts.get(rate) ?? 0) + 1),
    total: () => (counts.size === 0 ? null : sum(Array.from(counts, ([rate, count]) => multiply(rate, String(count))))),
  };
}
