import { describe, expect, it } from 'vitest';
import { add, compare, divide, fromDecimal, multiply, roundHalfEven, toDecimalExact, whole } from './rational.ts';

describe('exact fractions', () => {
  it('add what binary floats cannot', () => {
    const sum = add(fromDecimal('0.1'), fromDecimal('0.2'));

    expect(toDecimalExact(sum)).toBe('0.3');
  });

  it('keep every digit of a product', () => {
    const product = multiply(fromDecimal('0.0416'), fromDecimal('0.283611111111'));

    expect(toDecimalExact(product)).toBe('0.0117982222222176');
  });

  it('are in lowest terms with a positive denominator', () => {
    const quotient = divide(whole(6), whole(-4));

    expect(quotient).toEqual({ num: -3n, den: 2n });
  });

  it.each([
    { value: '2.5', decimals: 0, rounded: '2' },
    { value: '3.5', decimals: 0, rounded: '4' },
    { value: '-2.5', decimals: 0, rounded: '-2' },
    { value: '0.0000000000005', decimals: 12, rounded: '0' },
    { value: '0.0000000000015', decimals: 12, rounded: '0.000000000002' },
    { value: '0.00000000000050001', decimals: 12, rounded: '0.000000000001' },
    { value: '-0.0000000000004', decimals: 12, rounded: '0' },
    { value: '17', decimals: 12, rounded: '17' },
  ])('round $value half-even to $decimals decimals: $rounded', ({ value, decimals, rounded }) => {
    expect(roundHalfEven(fromDecimal(value), decimals)).toBe(rounded);
  });

  it('round thirds, which no decimal holds', () => {
    const third = divide(whole(1), whole(3));

    expect(roundHalfEven(third, 12)).toBe('0.333333333333');
    expect(() => toDecimalExact(third)).toThrow('1/3 has no finite decimal form');
  });

  it.each([
    { a: '0.30', b: '0.3', order: 0 },
    { a: '-1', b: '0.001', order: -1 },
    { a: '10', b: '9.999', order: 1 },
  ])('compare $a with $b: $order', ({ a, b, order }) => {
    expect(compare(fromDecimal(a), fromDecimal(b))).toBe(order);
  });

  it.each(['1e3', '.5', '1.', '+1', 'NaN', ''])("refuse '%s'", (text) => {
    expect(() => fromDecimal(text)).toThrow('is not a decimal in plain notation');
  });

  it('refuse to divide by zero', () => {
    expect(() => divide(whole(1), whole(0))).toThrow('division by zero');
  });
});
