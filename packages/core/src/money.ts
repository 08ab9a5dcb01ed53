import createBig from 'big.js';
import type { Decimal } from './model.ts';

/** Decimal arithmetic for money and quantities (COST-MODEL 1.3). A constructor of our own, so that nobody else's settings reach it. */
const Big = createBig();
/** The one division there is, quantity, is rounded once to 12 decimals, half to even. */
Big.DP = 12;
Big.RM = 2;
Big.NE = -1e6;
Big.PE = 1e6;

/** A fleet repeats itself: thousands of machines at one look share their length of time and their price. */
const quantitiesByUnit = new Map<number, Memo<number>>();
const products = createMemo<Decimal>();
const MOST_REMEMBERED = 4096;

type Memo<B> = (a: Decimal, b: B, make: () => Decimal) => Decimal;

/** Results by two keys: no text is joined for a look-up. */
function createMemo<B>(): Memo<B> {
  const results = new Map<Decimal, Map<B, Decimal>>();
  let size = 0;
  return (a, b, make) => {
    const known = results.get(a)?.get(b);
    if (known !== undefined) return known;
    if (size >= MOST_REMEMBERED) {
      results.clear();
      size = 0;
    }
    const made = make();
    const row = results.get(a) ?? new Map<B, Decimal>();
    results.set(a, row.set(b, made));
    size += 1;
    return made;
  };
}

/** `amount x elapsedMs / unitMs`, rounded once to 12 decimals half-even; a counted meter's quantity is its amount. */
export function quantityOf(amount: Decimal, elapsedMs: number, unitMs: number | null): Decimal {
  if (unitMs === null) return amount;
  const quantities = quantitiesByUnit.get(unitMs) ?? createMemo<number>();
  quantitiesByUnit.set(unitMs, quantities);
  return quantities(amount, elapsedMs, () => new Big(amount).times(elapsedMs).div(unitMs).toString());
}

/** `a x b`, exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  if (a === '1') return b;
  if (b === '1') return a;
  return products(a, b, () => new Big(a).times(b).toString());
}

/** The exact sum; `'0'` of nothing. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total: Decimal | Big | undefined;
  for (const value of values) total = total === undefined ? value : new Big(total).plus(value);
  return total === undefined ? '0' : total.toString();
}

/** The exact sum, or null as soon as one value is unknown. */
export function sumKnown(values: readonly (Decimal | null)[]): Decimal | null {
  const known: Decimal[] = [];
  for (const value of values) {
    if (value === null) return null;
    known.push(value);
  }
  return sum(known);
}

/** Negative, zero or positive, as `a - b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a === b) return 0;
  return new Big(a).cmp(b);
}

/** `a / b` rounded half-even to 12 decimals; for rates made from a price and a life, which have no finite form. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return new Big(a).div(b).toString();
}

/** `a - b`, exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return new Big(a).minus(b).toString();
}

/** Rounded half-even to so many decimals; for display and for counters that are no money. */
export function roundDecimal(value: Decimal, decimals: number): Decimal {
  return new Big(value).round(decimals, 2).toString();
}

/** A finite number as a decimal in plain notation. Throws RangeError on NaN and infinities: those are never numbers here. */
export function toDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that can be charged`);
  return new Big(value).toString();
}

/** Whether a text is a decimal in plain notation. */
export function isDecimal(text: string): text is Decimal {
  return /^-?\d{1,40}(\.\d{1,40})?$/.test(text);
}
