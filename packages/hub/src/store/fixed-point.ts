import type { Decimal } from '@openfinops/core';

/**
 * A decimal as `units / 10^scale`: exact like big.js, and several times faster for the one thing that totals need, addition. The scale grows as
 * the addends need it, so that nothing is ever rounded.
 */
export interface FixedPoint {
  readonly units: bigint;
  readonly scale: number;
}

export const ZERO: FixedPoint = { units: 0n, scale: 0 };

export function toFixedPoint(decimal: Decimal): FixedPoint {
  const point = decimal.indexOf('.');
  if (point < 0) return { units: BigInt(decimal), scale: 0 };
  return { units: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)), scale: decimal.length - point - 1 };
}

export function addFixed(a: FixedPoint, b: FixedPoint): FixedPoint {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  if (a.scale < b.scale) return { units: a.units * 10n ** BigInt(b.scale - a.scale) + b.units, scale: b.scale };
  return { units: a.units + b.units * 10n ** BigInt(a.scale - b.scale), scale: a.scale };
}

export function subtractFixed(a: FixedPoint, b: FixedPoint): FixedPoint {
  return addFixed(a, { units: -b.units, scale: b.scale });
}

/** Plain notation, without zeros at the end. */
export function fromFixedPoint({ units, scale }: FixedPoint): Decimal {
  if (units === 0n) return '0';
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
