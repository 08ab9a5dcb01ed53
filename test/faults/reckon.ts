import type { Charge, Decimal, JoinedCharge } from '@openfinops/core';
import { lineCost } from '../oracle/bill.ts';
import { add, compare, fromDecimal, type Rational, ZERO } from '../oracle/rational.ts';

/** What a hub acknowledged: it owes each of these once. */
export interface Acknowledged {
  readonly batches: number;
  /** By id. */
  readonly charges: ReadonlyMap<string, Charge>;
}

/** What a hub holds. */
export interface Held {
  /** Bodies that it stored in all. */
  readonly batches: number;
  readonly charges: readonly JoinedCharge[];
  /** Its own totals of the same charges, by scope. */
  readonly listCosts: readonly (Decimal | null)[];
}

export interface Reckoning {
  readonly owed: number;
  readonly missing: number;
  readonly duplicates: number;
}

/**
 * Compares what is owed with what is held when nothing is under way any more: charge by charge, body by body, and the hub's totals with the exact
 * sum of what the oracle makes of each charge. 0 missing and 0 duplicates: all three agree.
 */
export function reckon(acknowledged: Acknowledged, held: Held): Reckoning {
  const stored = new Map(held.charges.map((charge) => [charge.id, charge]));
  const charges = [...acknowledged.charges.values()];
  const lost = charges.filter((charge) => !isHeld(charge, stored.get(charge.id))).length;
  const doubled = held.charges.filter((charge) => charge.lines.length > (acknowledged.charges.get(charge.id)?.lines.length ?? 0)).length;
  const extraBatches = held.batches - acknowledged.batches;
  const excess = compare(sumOf(held.listCosts), trueCost(charges));
  return {
    owed: charges.length,
    missing: lost + Math.max(0, -extraBatches) + (excess < 0 ? 1 : 0),
    duplicates: doubled + Math.max(0, extraBatches) + (excess > 0 ? 1 : 0),
  };
}

/** With its cost; more lines than were sent are a duplicate, and nothing is missing. */
function isHeld(charge: Charge, held: JoinedCharge | undefined): boolean {
  if (held === undefined) return false;
  return held.lines.length > charge.lines.length || held.listCost === charge.listCost;
}

/** Throws RangeError on a charge without a price: such a load cannot be reckoned. */
function trueCost(charges: readonly Charge[]): Rational {
  let total = ZERO;
  for (const { id, lines } of charges) {
    for (const { fromMs, toMs, amount, unitMs, price } of lines) {
      if (unitMs === null || !('listPrice' in price)) throw new RangeError(`charge ${id} has no price by the hour`);
      const { listCost } = lineCost({ fromMs, toMs, amount, unitMs, waived: false, listPrice: price.listPrice });
      total = add(total, fromDecimal(listCost ?? '0'));
    }
  }
  return total;
}

/** An unknown total counts as nothing, so that it shows as missing. */
function sumOf(costs: readonly (Decimal | null)[]): Rational {
  let total = ZERO;
  for (const cost of costs) total = add(total, fromDecimal(cost ?? '0'));
  return total;
}
