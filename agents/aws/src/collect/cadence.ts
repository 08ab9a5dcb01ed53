import { compareDecimals, HOUR_MS, multiply, toDecimal } from '@openfinops/core';
import type { AwsMetric, AwsOptions } from '../options.ts';

/** What there is to ask for. */
export interface Load {
  readonly machines: number;
  /** Series of each group: two for a machine's network. */
  readonly series: Readonly<Partial<Record<AwsMetric, number>>>;
}

/** How often each group is asked; null: never. */
export type Cadence = Readonly<Partial<Record<AwsMetric, number | null>>>;

/** What to ask how often, and by which call. */
export interface Pace {
  readonly everyMs: Cadence;
  /** Machines read at each look besides. */
  readonly hotSet: number;
  /** GetMetricStatistics: one series a call, the first million calls of a month are free. */
  readonly api: 'GetMetricData' | 'GetMetricStatistics';
  /** What the budget took; null: nothing. */
  readonly stretched: string | null;
}

/** Of metrics asked of GetMetricData: $0.01 for a thousand, whatever the number of their points. https://aws.amazon.com/cloudwatch/pricing/ */
export const USD_PER_METRIC = '0.00001';

/** Calls of GetMetricStatistics, ListMetrics and their kin that cost nothing in a month, for the account as a whole. */
const FREE_CALLS_A_MONTH = 1_000_000;

/** A budget holds in every month of the year. */
export const LONGEST_MONTH_HOURS = 744;

/** Data is never finer than this without detailed monitoring: the hot set is not asked more often. */
export const HOT_EVERY_MS = 5 * 60_000;

/** From the first group, and from the others: hours between two times of asking, dearest first. */
const RUNGS: readonly (readonly [number, number | null])[] = [
  [1, 1],
  [1, 2],
  [1, 3],
  [1, 6],
  [1, 12],
  [1, 24],
  [2, 24],
  [3, 24],
  [6, 24],
  [12, 24],
  [24, 24],
  [24, null],
];

/** The cadence where nothing has to be saved. */
export function finestPace({ metrics, hotSet }: Pick<AwsOptions, 'metrics' | 'hotSet'>): Pace {
  return { everyMs: cadenceOf(metrics, [1, 1]), hotSet, api: 'GetMetricData', stretched: null };
}

/** However much more is listed, the pace of all of it will be the finest, by GetMetricData. */
export function isFinestFor(load: Load, options: Pick<AwsOptions, 'metrics' | 'budgetMonthlyUsd' | 'hotSet'>): boolean {
  return options.budgetMonthlyUsd === undefined && unitsOf(load, finestPace(options), LONGEST_MONTH_HOURS) > FREE_CALLS_A_MONTH;
}

/** The finest cadence that the budget allows: the hot set goes first, then all but the first group, then that one. */
export function choosePace(load: Load, options: Pick<AwsOptions, 'metrics' | 'budgetMonthlyUsd' | 'hotSet'>): Pace {
  const { metrics, budgetMonthlyUsd } = options;
  const finest = finestPace(options);
  if (unitsOf(load, finest, LONGEST_MONTH_HOURS) <= FREE_CALLS_A_MONTH) return { ...finest, api: 'GetMetricStatistics' };
  if (budgetMonthlyUsd === undefined) return finest;
  const budget = toDecimal(budgetMonthlyUsd);
  const colder = RUNGS.map((rung): Pace => ({ ...finest, everyMs: cadenceOf(metrics, rung), hotSet: 0 }));
  for (const pace of [finest, ...colder]) {
    if (compareDecimals(usdOfUnits(unitsOf(load, pace, LONGEST_MONTH_HOURS)), budget) > 0) continue;
    return { ...pace, stretched: sayStretched(finest, pace) };
  }
  const never: Pace = { ...finest, everyMs: cadenceOf(metrics, [null, null]), hotSet: 0 };
  return { ...never, stretched: sayStretched(finest, never) };
}

/** Metrics asked for in so many hours, the hot set's included: what GetMetricData bills. */
export function unitsOf({ machines, series }: Load, { everyMs, hotSet }: Pick<Pace, 'everyMs' | 'hotSet'>, hours: number): number {
  const hotRatio = machines === 0 ? 0 : Math.min(hotSet, machines) / machines;
  let units = 0;
  for (const [group, count] of Object.entries(series)) {
    const cadenceMs = everyMs[group as AwsMetric] ?? null;
    if (cadenceMs === null) continue;
    const asked = (hours * HOUR_MS) / cadenceMs;
    const hotBesides = (hours * HOUR_MS) / HOT_EVERY_MS - asked;
    units += count * (asked + hotRatio * hotBesides);
  }
  return Math.round(units);
}

/** What GetMetricData costs for so many metrics. */
export function usdOfUnits(units: number): string {
  return multiply(toDecimal(units), USD_PER_METRIC);
}

function cadenceOf(metrics: readonly AwsMetric[], [firstHours, otherHours]: readonly [number | null, number | null]): Cadence {
  const first = metrics.includes('cpu') ? 'cpu' : metrics[0];
  const toMs = (hours: number | null): number | null => (hours === null ? null : hours * HOUR_MS);
  return Object.fromEntries(metrics.map((metric) => [metric, toMs(metric === first ? firstHours : otherHours)]));
}

/** `no hot set, network and disk every 6 h`; null: all as wanted. */
function sayStretched(wanted: Pace, pace: Pace): string | null {
  const said = pace.hotSet < wanted.hotSet ? ['no hot set'] : [];
  for (const { groups, everyMs } of groupsByCadence(pace.everyMs)) {
    if (everyMs !== HOUR_MS) said.push(`${groups.join(' and ')} ${everyMs === null ? 'not at all' : `every ${everyMs / HOUR_MS} h`}`);
  }
  return said.length === 0 ? null : said.join(', ');
}

/** Groups that are asked together, in the order of the options. */
export function groupsByCadence(everyMs: Cadence): { readonly groups: readonly AwsMetric[]; readonly everyMs: number | null }[] {
  const byCadence = new Map<number | null, AwsMetric[]>();
  for (const [group, cadenceMs] of Object.entries(everyMs)) {
    byCadence.set(cadenceMs, [...(byCadence.get(cadenceMs) ?? []), group as AwsMetric]);
  }
  return [...byCadence].map(([cadenceMs, groups]) => ({ groups, everyMs: cadenceMs }));
}
