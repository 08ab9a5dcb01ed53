import { compareDecimals, type Decimal, type JoinedCharge, subtract, sum } from '@openfinops/core';
import { type Bill, type BillWindow, billOf } from '../../packages/testing/src/aws/bill.ts';
import type { Estate } from '../../packages/testing/src/aws/estate.ts';
import { knowableEstate, type Looks } from './knowable-estate.ts';

export interface Comparison {
  /** What AWS charges for the window, all of it. */
  readonly trueUsd: Decimal;
  /** The part of it that can be known. */
  readonly knowableUsd: Decimal;
  /** What the agent charged on settled lines of evidence. */
  readonly chargedUsd: Decimal;
  /** Charged beyond, or short of, what is knowable: the largest of any meter of any resource. */
  readonly largestGapUsd: Decimal;
  /** Charged above the true bill: the largest of any meter of any resource; at most the rounding of the bill. */
  readonly largestExcessUsd: Decimal;
  /** Lines without a price. */
  readonly unpriced: number;
  /** The worst ones, for a person. */
  readonly worst: readonly string[];
}

/** The hub beside the emulator's bill, meter by meter. */
export function compareBills(
  hub: Iterable<JoinedCharge>,
  { estate, looks, intervalMs, window }: { estate: Estate; looks: Looks; intervalMs: number; window: BillWindow },
): Comparison {
  const truth = byMeter(billOf(estate, window));
  const knowable = byMeter(billOf(knowableEstate(estate, looks, intervalMs), window));
  const { charged, unpriced } = chargedByMeter(hub, window);
  const gaps: { key: string; gapUsd: Decimal }[] = [];
  let largestExcessUsd: Decimal = '0';
  for (const key of new Set([...truth.keys(), ...knowable.keys(), ...charged.keys()])) {
    const usd = sum(charged.get(key) ?? []);
    gaps.push({ key, gapUsd: distance(usd, sum(knowable.get(key) ?? [])) });
    const excess = subtract(usd, sum(truth.get(key) ?? []));
    if (compareDecimals(excess, largestExcessUsd) > 0) largestExcessUsd = excess;
  }
  gaps.sort((a, b) => compareDecimals(b.gapUsd, a.gapUsd));
  return {
    trueUsd: totalOf(truth),
    knowableUsd: totalOf(knowable),
    chargedUsd: totalOf(charged),
    largestGapUsd: gaps[0]?.gapUsd ?? '0',
    largestExcessUsd,
    unpriced,
    worst: gaps.slice(0, 5).map(({ key, gapUsd }) => `${key}: ${gapUsd}`),
  };
}

type Amounts = Map<string, Decimal[]>;

function byMeter({ items, usdOf }: Bill): Amounts {
  const amounts: Amounts = new Map();
  for (const { id, meter } of items) amounts.set(`${id} ${meter}`, [usdOf(id, meter)]);
  return amounts;
}

function chargedByMeter(hub: Iterable<JoinedCharge>, { startMs, endMs }: BillWindow): { charged: Amounts; unpriced: number } {
  const charged: Amounts = new Map();
  let unpriced = 0;
  for (const { resourceId, meter, hourStartMs, lines } of hub) {
    if (hourStartMs < startMs || hourStartMs >= endMs) continue;
    const key = `${awsIdOf(resourceId)} ${meter}`;
    for (const { evidence, unsettled, listCost } of lines) {
      if (listCost === null) unpriced += 1;
      if (listCost === null || evidence === 0 || unsettled) continue;
      const known = charged.get(key);
      if (known === undefined) charged.set(key, [listCost]);
      else known.push(listCost);
    }
  }
  return { charged, unpriced };
}

function awsIdOf(resourceId: string): string {
  return resourceId.slice(resourceId.lastIndexOf('/') + 1);
}

function totalOf(amounts: Amounts): Decimal {
  return sum([...amounts.values()].map((values) => sum(values)));
}

function distance(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) > 0 ? subtract(a, b) : subtract(b, a);
}
