import { compareDecimals, type Decimal, multiply, sum, type WireCharge } from '@openfinops/core';
import { formatMoney, UNKNOWN } from './format-numbers.ts';

/** Hours in a month, as projections say it (COST-MODEL section 3). */
const HOURS_PER_MONTH = '730';

/** A sum in which some figures may be missing: what is known is a lower bound then. */
export interface MoneySum {
  readonly known: Decimal;
  readonly knownCount: number;
  readonly unknownCount: number;
}

export const NOTHING: MoneySum = { known: '0', knownCount: 0, unknownCount: 0 };

/** The sum of the known figures, and how many are not. */
export function sumMoney(amounts: readonly (Decimal | null)[]): MoneySum {
  const known = amounts.filter((amount) => amount !== null);
  return { known: sum(known), knownCount: known.length, unknownCount: amounts.length - known.length };
}

/** What charges cost; of one that is known in part, the part. */
export function sumCharges(charges: readonly WireCharge[]): MoneySum {
  const isKnown = (charge: WireCharge): boolean => charge.effective_cost !== null || compareDecimals(charge.known_cost, '0') > 0;
  return {
    known: sum(charges.map((charge) => charge.known_cost)),
    knownCount: charges.filter(isKnown).length,
    unknownCount: charges.filter((charge) => charge.effective_cost === null).length,
  };
}

/** Two sums as one. */
export function addMoney(a: MoneySum, b: MoneySum): MoneySum {
  return { known: sum([a.known, b.known]), knownCount: a.knownCount + b.knownCount, unknownCount: a.unknownCount + b.unknownCount };
}

/** All the sums as one. */
export function addUp(sums: readonly MoneySum[]): MoneySum {
  let total = NOTHING;
  for (const one of sums) total = addMoney(total, one);
  return total;
}

/** A rate per hour as a rate per month of 730 hours. */
export function perMonth(rate: MoneySum): MoneySum {
  return { ...rate, known: multiply(rate.known, HOURS_PER_MONTH) };
}

/** `≥ 1.20` where something is missing, `—` where nothing is known, empty where there is nothing to know. */
export function formatSum(money: MoneySum): string {
  if (money.knownCount === 0) return money.unknownCount === 0 ? '' : UNKNOWN;
  return money.unknownCount === 0 ? formatMoney(money.known) : `≥ ${formatMoney(money.known)}`;
}
