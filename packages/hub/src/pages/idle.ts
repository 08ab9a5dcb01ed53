import { compareDecimals, type Decimal, multiply, type ResourceUse, sum } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import { HOURS_A_MONTH } from './rate-sums.ts';
import { type Rate, rateOf } from './resource-rate.ts';

/** Idle is what used less of its processors, GPUs included, than this over the whole window. */
export const IDLE_BELOW_RATIO = 0.05;
/** Of less data nothing is concluded: time that nobody measured is not idle. */
export const LEAST_MEASURED_RATIO = 0.8;
/** The full clock hours that are judged. */
export const IDLE_HOURS = 24;
/** Judged are so many of the dearest resources of the month. */
export const JUDGED_RESOURCES = 50;

/** What says that something works: of these the busiest counts. */
export const WORK = ['cpu.utilization', 'gpu.utilization'];

export interface JudgedResource {
  readonly of: ResourceUse;
  /** Its rate now; null: not known. */
  readonly rate: Rate | null;
  /** The mean of the busier of its processors and GPUs; null: not measured. */
  readonly busiestRatio: number | null;
  /** Part of the window that was measured, 0..1. */
  readonly measuredRatio: number;
}

/** What idleness costs in one currency. */
export interface IdleSum {
  readonly currency: string;
  readonly perHour: Decimal;
  /** If it idles on for 730 hours. */
  readonly perMonth: Decimal;
  /** Charged in the window. */
  readonly charged: Decimal;
  /** Idle resources without a known rate: their cost comes on top. */
  readonly unpricedResources: number;
}

export interface Idleness {
  readonly idle: readonly JudgedResource[];
  readonly used: readonly JudgedResource[];
  /** Measured for less than 80 % of the window. */
  readonly tooLittle: readonly JudgedResource[];
  /** Nothing says how much of it is used. */
  readonly unmeasured: readonly JudgedResource[];
  readonly sums: readonly IdleSum[];
}

/** Sorts resources by what is known of their use; each stands in one list, the dearest first. */
export function judgeUse(resources: readonly ResourceUse[], windowMs: number): Idleness {
  const judged = groupBy(
    resources.map((of) => judge(of, windowMs)),
    verdictOf,
  );
  const idle = judged.get('idle') ?? [];
  return {
    idle: idle.toSorted((a, b) => compareDecimals(b.rate?.perHour ?? '0', a.rate?.perHour ?? '0')),
    used: judged.get('used') ?? [],
    tooLittle: judged.get('tooLittle') ?? [],
    unmeasured: judged.get('unmeasured') ?? [],
    sums: sumIdle(idle),
  };
}

function judge(of: ResourceUse, windowMs: number): JudgedResource {
  const work = of.use.filter(({ name }) => WORK.includes(name));
  const hasUnseenGpu = of.resource?.capacity?.gpus !== undefined && !work.some(({ name }) => name === 'gpu.utilization');
  const rate = rateOf(of.resource);
  if (work.length === 0 || hasUnseenGpu) return { of, rate, busiestRatio: null, measuredRatio: 0 };
  return {
    of,
    rate,
    busiestRatio: Math.max(...work.map(({ meanRatio }) => meanRatio)),
    measuredRatio: Math.min(1, ...work.map(({ measuredMs }) => measuredMs / windowMs)),
  };
}

function verdictOf({ busiestRatio, measuredRatio }: JudgedResource): Exclude<keyof Idleness, 'sums'> {
  if (busiestRatio === null) return 'unmeasured';
  if (measuredRatio < LEAST_MEASURED_RATIO) return 'tooLittle';
  return busiestRatio < IDLE_BELOW_RATIO ? 'idle' : 'used';
}

function sumIdle(idle: readonly JudgedResource[]): IdleSum[] {
  const rates = groupBy(
    idle.flatMap(({ rate }) => (rate === null ? [] : [rate])),
    ({ currency }) => currency,
  );
  const costs = groupBy(
    idle.flatMap(({ of }) => of.costs),
    ({ currency }) => currency,
  );
  const unpricedResources = idle.filter(({ rate }) => rate === null).length;
  return [...new Set([...rates.keys(), ...costs.keys()])].map((currency) => {
    const perHour = sum((rates.get(currency) ?? []).map((rate) => rate.perHour));
    const charged = sum((costs.get(currency) ?? []).map(({ knownCost }) => knownCost));
    return { currency, perHour, perMonth: multiply(perHour, HOURS_A_MONTH), charged, unpricedResources };
  });
}
