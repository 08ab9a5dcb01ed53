import { type CostTotals, compareDecimals, sum } from '@openfinops/core';
import { groupBy } from '../group-by.ts';

/** Totals of one currency; sums never mix currencies. */
export type CostSum = CostTotals;

/** One sum for each currency, the largest first. */
export function addUp(totals: readonly CostTotals[]): CostSum[] {
  const byCurrency = groupBy(totals, ({ currency }) => currency);
  const sums: CostSum[] = [];
  for (const [currency, group] of byCurrency) sums.push({ currency, ...sumsOf(group) });
  return sums.sort((a, b) => compareDecimals(b.knownCost, a.knownCost));
}

function sumsOf(group: readonly CostTotals[]): Omit<CostSum, 'currency'> {
  const count = (field: 'charges' | 'unpricedCharges' | 'uncertainMs'): number => {
    let total = 0;
    for (const one of group) total += one[field];
    return total;
  };
  return {
    listCost: sum(group.map(({ listCost }) => listCost)),
    knownCost: sum(group.map(({ knownCost }) => knownCost)),
    provisionalCost: sum(group.map(({ provisionalCost }) => provisionalCost)),
    charges: count('charges'),
    unpricedCharges: count('unpricedCharges'),
    uncertainMs: count('uncertainMs'),
  };
}
