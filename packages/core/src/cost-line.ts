import type { ChargeLine, LinePrice } from './charge.ts';
import { multiply, quantityOf } from './money.ts';

/** A line before its money. */
export type UncostedLine = Omit<ChargeLine, 'quantity' | 'listCost' | 'effectiveCost'>;

/** COST-MODEL 1.3: quantity rounded once, costs exact products of it. Unknown is null, waived is 0. */
export function costLine<T extends UncostedLine>(line: T): T & ChargeLine {
  if ('waived' in line.price) return { ...line, amount: '0', quantity: '0', listCost: '0', effectiveCost: '0' };
  const quantity = quantityOf(line.amount, line.toMs - line.fromMs, line.unitMs);
  if ('missing' in line.price) return { ...line, quantity, listCost: null, effectiveCost: null };
  const { listPrice, effectivePrice } = line.price;
  const listCost = multiply(listPrice, quantity);
  return { ...line, quantity, listCost, effectiveCost: effectivePrice === listPrice ? listCost : multiply(effectivePrice, quantity) };
}

/** Whether a line's price is a number. */
export function isPriced(price: LinePrice): price is Exclude<LinePrice, { missing: unknown } | { waived: true }> {
  return !('missing' in price) && !('waived' in price);
}
