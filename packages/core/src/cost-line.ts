import type { ChargeLine, LinePrice } from './charge.ts';
import { multiply, quantityOf } from './money.ts';

/** A line before its money. */
export type UncostedLine = Omit<ChargeLine, 'quantity' | 'listCost' | 'effectiveCost'>;

/** What a line comes to. */
type LineMoney = Pick<ChargeLine, 'amount' | 'quantity' | 'listCost' | 'effectiveCost'>;

const WAIVED: LineMoney = { amount: '0', quantity: '0', listCost: '0', effectiveCost: '0' };

/** COST-MODEL 1.3: quantity rounded once, costs exact products of it. Unknown is null, waived is 0. */
export function moneyOf({ amount, fromMs, toMs, unitMs, price }: UncostedLine): LineMoney {
  if ('waived' in price) return WAIVED;
  const quantity = quantityOf(amount, toMs - fromMs, unitMs);
  if ('missing' in price) return { amount, quantity, listCost: null, effectiveCost: null };
  const { listPrice, effectivePrice } = price;
  const listCost = multiply(listPrice, quantity);
  return { amount, quantity, listCost, effectiveCost: effectivePrice === listPrice ? listCost : multiply(effectivePrice, quantity) };
}

/** Field by field: a spread of so many fields takes ten times as long, and a fleet's hour has a line for every machine. */
export function costLine(line: UncostedLine): ChargeLine {
  const { fromMs, toMs, sku, purchase, unit, unitMs, evidence, unsettled, price } = line;
  const { amount, quantity, listCost, effectiveCost } = moneyOf(line);
  return { fromMs, toMs, sku, purchase, amount, unit, unitMs, evidence, unsettled, price, quantity, listCost, effectiveCost };
}

/** Whether a line's price is a number. */
export function isPriced(price: LinePrice): price is Exclude<LinePrice, { missing: unknown } | { waived: true }> {
  return !('missing' in price) && !('waived' in price);
}
