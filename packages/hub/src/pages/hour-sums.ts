import { HOUR_MS, type ScopeCost } from '@openfinops/core';
import { addUp, type CostSum } from './cost-sums.ts';
import { groupBy } from './group-by.ts';

export const CHART_HOURS = 24;

export interface HourSum {
  readonly startMs: number;
  /** null: nothing was charged in it, as far as anybody knows. */
  readonly sum: CostSum | null;
}

/** What each of the last clock hours cost in one currency, the oldest first; the last is not over yet. */
export interface HoursOfCurrency {
  readonly currency: string;
  readonly hours: readonly HourSum[];
}

/** One row of hours for each currency, the dearest first. */
export function sumHours(costs: readonly ScopeCost[], firstHourMs: number): HoursOfCurrency[] {
  const byCurrency = groupBy(costs, ({ currency }) => currency);
  return addUp(costs).map(({ currency }) => {
    const byHour = groupBy(byCurrency.get(currency) ?? [], ({ startMs }) => String(startMs));
    const hours: HourSum[] = [];
    for (let i = 0; i < CHART_HOURS; i += 1) {
      const startMs = firstHourMs + i * HOUR_MS;
      hours.push({ startMs, sum: addUp(byHour.get(String(startMs)) ?? [])[0] ?? null });
    }
    return { currency, hours };
  });
}
