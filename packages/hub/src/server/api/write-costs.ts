import type { CostTotals } from '@openfinops/core';
import { groupBy } from '../../group-by.ts';
import type { CostData } from '../../pages/overview-data.ts';
import type { PlaceCost } from '../../pages/provider-costs.ts';
import { HOURS_A_MONTH, hasPrice, type RateSum } from '../../pages/rate-sums.ts';

/** Money as decimal strings; null where not one charge has a price. */
export function writeTotals({ currency, listCost, knownCost, provisionalCost, charges, unpricedCharges, uncertainMs }: CostTotals) {
  const isUnknown = unpricedCharges === charges && Number(knownCost) === 0;
  return {
    currency,
    known_cost: isUnknown ? null : knownCost,
    list_cost: isUnknown ? null : listCost,
    provisional_cost: provisionalCost,
    charges,
    unpriced_charges: unpricedCharges,
    uncertain_s: uncertainMs / 1000,
  };
}

/** One entry for each currency: sums never mix them. */
export function writeCosts({ rates, hour, month, hourStartMs, monthStartMs }: CostData) {
  const currencies = [...groupBy([...rates, ...hour, ...month], ({ currency }) => currency).keys()];
  const totalsIn = (sums: readonly CostTotals[], currency: string) => {
    const found = sums.find((sum) => sum.currency === currency);
    return found === undefined ? null : writeTotals(found);
  };
  return {
    hour_start: hourStartMs / 1000,
    month_start: monthStartMs / 1000,
    projection_rule: `rate_per_hour x ${HOURS_A_MONTH} h`,
    currencies: currencies.map((currency) => ({
      currency,
      ...writeRate(rates.find((rate) => rate.currency === currency) ?? null),
      this_hour: totalsIn(hour, currency),
      this_month: totalsIn(month, currency),
    })),
  };
}

export function writeProviders({ providers }: CostData) {
  return { providers: providers.map((provider) => ({ ...writePlace(provider), services: provider.services.map(writePlace) })) };
}

function writePlace({ name, month, hourCost, rate, shareRatio }: PlaceCost) {
  return { name, ...writeRate(rate), this_hour_known_cost: hourCost, this_month: writeTotals(month), share_ratio: shareRatio };
}

function writeRate(rate: RateSum | null) {
  const isKnown = rate !== null && hasPrice(rate);
  return {
    rate_per_hour: isKnown ? rate.perHour : null,
    projected_month: isKnown ? rate.perMonth : null,
    resources: rate?.resources ?? 0,
    unpriced_resources: rate?.unpricedResources ?? 0,
  };
}
