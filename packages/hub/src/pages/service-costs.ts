import { compareDecimals, type Decimal, parseScopeId, type ScopeCost } from '@openfinops/core';
import { addUp, type CostSum } from './cost-sums.ts';
import { groupBy } from './group-by.ts';

/** What one service of one provider costs in one currency. */
export interface ServiceCost {
  readonly provider: string;
  readonly service: string;
  readonly month: CostSum;
  /** null: nothing was charged in this hour yet. */
  readonly hourCost: Decimal | null;
  /** Part of the currency's month, 0..1; for the bar alone. */
  readonly shareRatio: number;
}

/** By service, the dearest first. */
export function groupServices(month: readonly ScopeCost[], hour: readonly ScopeCost[]): ServiceCost[] {
  const hours = groupBy(hour, keyOf);
  const totals = new Map(addUp(month).map(({ currency, knownCost }) => [currency, Number(knownCost)]));
  const services: ServiceCost[] = [];
  for (const [key, costs] of groupBy(month, keyOf)) {
    const [total] = addUp(costs);
    const scope = parseScopeId(costs[0]?.scope ?? '');
    if (total === undefined || scope === undefined) continue;
    const monthTotal = totals.get(total.currency) ?? 0;
    const shareRatio = monthTotal > 0 ? Number(total.knownCost) / monthTotal : 0;
    const hourCost = addUp(hours.get(key) ?? [])[0]?.knownCost ?? null;
    services.push({ provider: scope.provider, service: scope.service, month: total, hourCost, shareRatio });
  }
  return services.sort((a, b) => compareDecimals(b.month.knownCost, a.month.knownCost));
}

function keyOf({ scope, currency }: ScopeCost): string {
  const parts = parseScopeId(scope);
  return `${parts?.provider}/${parts?.service} ${currency}`;
}
