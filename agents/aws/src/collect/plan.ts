import { type CollectionPlan, HOUR_MS, multiply, type PlanLine, sum, toDecimal } from '@openfinops/core';
import type { AwsMetric, AwsOptions } from '../options.ts';
import { choosePace, groupsByCadence, HOT_EVERY_MS, type Load, type Pace, USD_PER_METRIC, unitsOf } from './cadence.ts';
import { queriesPerCall } from './limits.ts';
import { SERIES_PER_MACHINE } from './metrics.ts';
import { BASIC, LATE_PERIODS } from './windows.ts';

/** A month, as rates are projected everywhere in the project. */
const MONTH_HOURS = 730;

/**
 * What reading metrics comes to in a month of 730 hours. Machines are taken for Nitro ones, spread evenly over the regions. Everything else that
 * the provider asks of AWS is free.
 * @param counts running resources by service: `{ ec2: 10000 }`
 */
export function planCollection(
  counts: Readonly<Record<string, number>>,
  options: Pick<AwsOptions, 'metrics' | 'budgetMonthlyUsd' | 'hotSet' | 'region'>,
): CollectionPlan {
  const machines = counts.ec2 ?? 0;
  const load = loadOfMachines(machines, options.metrics);
  const pace = choosePace(load, options);
  const regions = Math.max(1, options.region.filter((region) => region !== 'all').length);
  const lines = machines === 0 ? [] : linesOf(load, pace, regions);
  return {
    calls: total(lines, ({ calls }) => calls),
    billedUnits: total(lines, ({ billedUnits }) => billedUnits),
    usdPerMonth: sum(lines.map(({ usdPerMonth }) => usdPerMonth)),
    lines,
    notices: noticesOf(pace, options),
  };
}

/** The series of so many machines. */
export function loadOfMachines(machines: number, metrics: readonly AwsMetric[]): Load {
  return { machines, series: Object.fromEntries(metrics.map((metric) => [metric, machines * SERIES_PER_MACHINE[metric]])) };
}

function linesOf(load: Load, pace: Pace, regions: number): PlanLine[] {
  const lines: PlanLine[] = [];
  for (const { groups, everyMs } of groupsByCadence(pace.everyMs)) {
    if (everyMs === null) continue;
    const series = total(groups, (group) => load.series[group] ?? 0);
    const points = everyMs / BASIC.periodMs + LATE_PERIODS;
    const what = `${groups.join(', ')} of ${sayMachines(load.machines)}`;
    lines.push(lineOf({ what, pace, everyMs, series, points, timesAMonth: (MONTH_HOURS * HOUR_MS) / everyMs, regions }));
  }
  const hot = Math.min(pace.hotSet, load.machines);
  if (hot === 0) return lines;
  // At the time of asking for all, they are among them.
  const timesAMonth = (MONTH_HOURS * HOUR_MS) / HOT_EVERY_MS - MONTH_HOURS;
  const units = unitsOf(load, pace, MONTH_HOURS) - total(lines, ({ billedUnits }) => billedUnits);
  const what = `the ${hot} hottest of them`;
  return [...lines, lineOf({ what, pace, everyMs: HOT_EVERY_MS, series: units / timesAMonth, points: LATE_PERIODS, timesAMonth, regions })];
}

interface LineInput {
  readonly what: string;
  readonly pace: Pace;
  readonly everyMs: number;
  readonly series: number;
  readonly points: number;
  readonly timesAMonth: number;
  readonly regions: number;
}

function lineOf({ what, pace, everyMs, series, points, timesAMonth, regions }: LineInput): PlanLine {
  const asked = Math.round(series * timesAMonth);
  if (pace.api === 'GetMetricStatistics') return { what, operation: pace.api, everyMs, calls: asked, billedUnits: asked, usdPerMonth: '0' };
  const callsAtOnce = regions * Math.ceil(series / regions / queriesPerCall(points));
  return {
    what,
    operation: pace.api,
    everyMs,
    calls: Math.round(callsAtOnce * timesAMonth),
    billedUnits: asked,
    usdPerMonth: multiply(toDecimal(asked), USD_PER_METRIC),
  };
}

function noticesOf(pace: Pace, { budgetMonthlyUsd, metrics }: Pick<AwsOptions, 'budgetMonthlyUsd' | 'metrics'>): string[] {
  const notices: string[] = [];
  if (pace.stretched !== null) notices.push(sayBudget(budgetMonthlyUsd ?? 0, pace.stretched));
  if (pace.api === 'GetMetricStatistics') {
    notices.push(
      'So few metrics are asked by GetMetricStatistics, within the million free calls that CloudWatch grants an account each month; what else the account asks of CloudWatch counts towards it too.',
    );
  }
  if (metrics.includes('memory')) notices.push('Memory is planned for every machine; only those that run the CloudWatch agent are asked for it.');
  return notices;
}

/** What the budget took. */
export function sayBudget(budgetMonthlyUsd: number, stretched: string): string {
  return `To stay within ${budgetMonthlyUsd} USD a month of CloudWatch, metrics are asked less often: ${stretched}.`;
}

function sayMachines(machines: number): string {
  return machines === 1 ? '1 machine' : `${machines.toLocaleString('en-US')} machines`;
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  let sumOfAll = 0;
  for (const item of items) sumOfAll += of(item);
  return sumOfAll;
}
