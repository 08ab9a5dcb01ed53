import { compareDecimals, type Decimal, parseScopeId, type RateGroup, type ScopeCost } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import { addUp, type CostSum } from './cost-sums.ts';
import { type RateSum, sumRates } from './rate-sums.ts';

/** What a provider, or one service of it, costs in one currency. */
export interface PlaceCost {
  readonly name: string;
  readonly month: CostSum;
  /** null: nothing was charged in this hour yet. */
  readonly hourCost: Decimal | null;
  /** What runs there now; null: nothing that was seen of late. */
  readonly rate: RateSum | null;
  /** Part of the currency's month, 0..1; for the bar alone. */
  readonly shareRatio: number;
}

export interface ProviderCost extends PlaceCost {
  readonly services: readonly PlaceCost[];
}

interface Sources {
  readonly month: readonly ScopeCost[];
  readonly hour: readonly ScopeCost[];
  readonly rates: readonly RateGroup[];
}

type PlaceOf = (one: Pick<ScopeCost, 'currency'> & { readonly scope: string | null }) => string;

/** By provider and within it by service, the dearest first; currencies stand apart. */
export function groupProviders(sources: Sources): ProviderCost[] {
  const totals = new Map(addUp(sources.month).map(({ currency, knownCost }) => [currency, Number(knownCost)]));
  return placesOf(sources, totals, ({ scope, currency }) => `${parseScopeId(scope ?? '')?.provider} ${currency}`, 'provider').map(
    ({ place, its }) => ({
      ...place,
      services: placesOf(its, totals, ({ scope, currency }) => `${parseScopeId(scope ?? '')?.service} ${currency}`, 'service').map(
        (one) => one.place,
      ),
    }),
  );
}

function placesOf({ month, hour, rates }: Sources, totals: ReadonlyMap<string, number>, keyOf: PlaceOf, part: 'provider' | 'service') {
  const [hours, ratesOf] = [groupBy(hour, keyOf), groupBy(rates, keyOf)];
  const places: { place: PlaceCost; its: Sources }[] = [];
  for (const [key, costs] of groupBy(month, keyOf)) {
    const [total] = addUp(costs);
    const name = parseScopeId(costs[0]?.scope ?? '')?.[part];
    if (total === undefined || name === undefined) continue;
    const its = { month: costs, hour: hours.get(key) ?? [], rates: ratesOf.get(key) ?? [] };
    const monthTotal = totals.get(total.currency) ?? 0;
    const place = {
      name,
      month: total,
      hourCost: addUp(its.hour)[0]?.knownCost ?? null,
      rate: sumRates(its.rates)[0] ?? null,
      shareRatio: monthTotal > 0 ? Number(total.knownCost) / monthTotal : 0,
    };
    places.push({ place, its });
  }
  return places.sort((a, b) => compareDecimals(b.place.month.knownCost, a.place.month.knownCost));
}
