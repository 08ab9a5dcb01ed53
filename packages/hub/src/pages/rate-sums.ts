import { compareDecimals, type Decimal, multiply, type RateGroup, sum } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import { formatMoney, UNKNOWN } from './format.ts';

/** What runs now at what price an hour; for display, never added up into money. */
export interface RateSum {
  readonly currency: string;
  /** Of the resources that have a price. */
  readonly perHour: Decimal;
  /** At this rate for 730 hours. */
  readonly perMonth: Decimal;
  readonly resources: number;
  readonly unpricedResources: number;
}

/** The mean length of a month, as price lists count it. */
export const HOURS_A_MONTH = '730';

/** One sum for each currency that anything runs at, the largest first. */
export function sumRates(groups: readonly RateGroup[]): RateSum[] {
  const sums: RateSum[] = [];
  for (const [currency, group] of groupBy(groups, (one) => one.currency)) {
    const priced = group.filter((one) => one.perHour !== null);
    const perHour = sum(priced.map((one) => multiply(one.perHour ?? '0', String(one.resources))));
    const resources = countOf(group);
    sums.push({ currency, perHour, perMonth: multiply(perHour, HOURS_A_MONTH), resources, unpricedResources: resources - countOf(priced) });
  }
  return sums.sort((a, b) => compareDecimals(b.perHour, a.perHour));
}

/** Whether a rate is known of anything that runs. */
export function hasPrice({ resources, unpricedResources }: RateSum): boolean {
  return resources > unpricedResources;
}

/** `$0.692 / h`, `≥` before it where something has no price. */
export function formatRate(rate: RateSum | null): string {
  if (rate === null || !hasPrice(rate)) return UNKNOWN;
  return `${atLeast(rate)}${formatMoney(rate.perHour, rate.currency)} / h`;
}

/** `≥ ` where something that runs has no price. */
export function atLeast({ unpricedResources }: RateSum): string {
  return unpricedResources > 0 ? '≥ ' : '';
}

function countOf(groups: readonly RateGroup[]): number {
  let count = 0;
  for (const { resources } of groups) count += resources;
  return count;
}
