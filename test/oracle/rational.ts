import type { Decimal } from './types.ts';

/** An exact fraction in lowest terms; `den` is positive. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

export const ZERO: Rational = { num: 0n, den: 1n };

/** A whole number. */
export function whole(value: number): Rational {
  return { num: BigInt(value), den: 1n };
}

/** Throws RangeError on anything but plain notation. */
export function fromDecimal(text: Decimal): Rational {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) throw new RangeError(`'${text}' is not a decimal in plain notation`);
  const [, sign, units = '', decimals = ''] = parts;
  const num = BigInt(units + decimals);
  return reduced(sign === '-' ? -num : num, 10n ** BigInt(decimals.length));
}

export function add(a: Rational, b: Rational): Rational {
  return reduced(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function multiply(a: Rational, b: Rational): Rational {
  return reduced(a.num * b.num, a.den * b.den);
}

export function divide(a: Rational, b: Rational): Rational {
  if (b.num === 0n) throw new RangeError('division by zero');
  return reduced(a.num * b.den, a.den * b.num);
}

/** Negative, zero or positive, as `a - b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Rounded to so many decimals, a half to the even neighbour, without trailing zeros. */
export function roundHalfEven(value: Rational, decimals: number): Decimal {
  const scaled = (value.num < 0n ? -value.num : value.num) * 10n ** BigInt(decimals);
  const floor = scaled / value.den;
  const twiceRest = (scaled % value.den) * 2n;
  const up = twiceRest > value.den || (twiceRest === value.den && floor % 2n === 1n);
  return toPlain(value.num < 0n, up ? floor + 1n : floor, decimals);
}

/** Every digit, without trailing zeros. Throws RangeError when there is no end to them. */
export function toDecimalExact(value: Rational): Decimal {
  let decimals = 0;
  let scale = 1n;
  let rest = value.den;
  while (rest % 10n === 0n || rest % 5n === 0n || rest % 2n === 0n) {
    rest /= greatestCommonDivisor(rest, 10n);
    scale *= 10n;
    decimals += 1;
  }
  if (rest !== 1n) throw new RangeError(`${value.num}/${value.den} has no finite decimal form`);
  const digits = (value.num * scale) / value.den;
  return toPlain(digits < 0n, digits < 0n ? -digits : digits, decimals);
}

function toPlain(negative: boolean, digits: bigint, decimals: number): Decimal {
  const text = digits.toString().padStart(decimals + 1, '0');
  const units = text.slice(0, text.length - decimals);
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '');
  const sign = negative && digits !== 0n ? '-' : '';
  return fraction === '' ? `${sign}${units}` : `${sign}${units}.${fraction}`;
}

function reduced(num: bigint, den: bigint): Rational {
  const divisor = greatestCommonDivisor(num < 0n ? -num : num, den < 0n ? -den : den);
  const signed = den < 0n ? -divisor : divisor;
  return { num: num / signed, den: den / signed };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let larger = a;
  let smaller = b;
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
