import { chargeToWire, isPriced, type LinePrice } from '@openfinops/core';
import type { PricedResource } from '../../pages/overview-data.ts';
import { isStale } from '../../pages/price-words.ts';
import type { ResourcePageData } from '../../pages/resource-page-data.ts';
import { writeTotals } from './write-costs.ts';

/** The dearest of the month, each as last reported, with its latest use and prices. */
export function writeResources(resources: readonly PricedResource[], nowMs: number) {
  return {
    resources: resources.map(({ resourceId, scope, resource, use, prices, ...totals }) => ({
      resource_id: resourceId,
      scope,
      resource,
      use: use.map(({ name, hourStartMs, meanRatio }) => ({ name, hour: hourStartMs / 1000, mean_ratio: meanRatio })),
      prices: prices.map((price) => writePrice(price, nowMs)),
      this_month: writeTotals(totals),
    })),
  };
}

/** One resource and its charges, line by line as on the wire. */
export function writeResource({ resourceId, records, hours, totals, allocations }: ResourcePageData) {
  return {
    resource_id: resourceId,
    records: records.map(({ resource, seenMs }) => ({ resource, seen_at: seenMs / 1000 })),
    totals: totals.map(({ currency, knownCost, isPartial }) => ({ currency, known_cost: knownCost, is_partial: isPartial })),
    charges: hours.flatMap(({ charges }) => charges.map(chargeToWire)),
    allocations,
  };
}

function writePrice(price: LinePrice, nowMs: number) {
  if ('missing' in price) return { missing: price.missing };
  if (!isPriced(price)) return { waived: true };
  const { source, asOf, id, basis, estimated, effectivePrice } = price;
  return { source, as_of: asOf, id, basis, estimated, effective_price: effectivePrice, stale: isStale(price, nowMs) };
}
