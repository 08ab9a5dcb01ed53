import { describe, expect, it } from 'vitest';
import { compareDecimals, divide, multiply, quantityOf, roundDecimal, subtract, sum, sumKnown, toDecimal } from './money.ts';

const HOUR = 3_600_000;

describe('money (1.3)', () => {
  it.each([
    { amount: '1', elapsedMs: HOUR, unitMs: HOUR, quantity: '1' },
    { amount: '1', elapsedMs: 1, unitMs: HOUR, quantity: '0.000000277778' },
    { amount: '0.45', elapsedMs: 1_234_567, unitMs: HOUR, quantity: '0.154320875' },
    { amount: '100', elapsedMs: HOUR, unitMs: 730 * HOUR, quantity: '0.13698630137' },
    { amount: '12345', elapsedMs: HOUR, unitMs: null, quantity: '12345' },
    { amount: '0.0000000000005', elapsedMs: HOUR, unitMs: HOUR, quantity: '0' },
    { amount: '0.0000000000015', elapsedMs: HOUR, unitMs: HOUR, quantity: '0.000000000002' },
  ])('rounds the quantity of $amount over $elapsedMs ms once, to 12 decimals, half to even: $quantity', ({ amount, elapsedMs, unitMs, quantity }) => {
    expect(quantityOf(amount, elapsedMs, unitMs)).toBe(quantity);
  });

  it('multiplies and adds exactly, where binary numbers would not', () => {
    const cost = multiply('0.1', '0.2');
    const total = sum(['0.1', '0.2', '0.3']);

    expect([cost, total]).toEqual(['0.02', '0.6']);
  });

  it('never writes an exponent', () => {
    expect(multiply('0.000000000001', '0.000000000001')).toBe('0.000000000000000000000001');
    expect(multiply('100000000000000000000', '100000000000000000000')).toBe(`1${'0'.repeat(40)}`);
  });

  it('knows no sum where a part is unknown', () => {
    expect(sumKnown(['1', null, '2'])).toBeNull();
    expect(sumKnown(['1', '2'])).toBe('3');
    expect(sumKnown([])).toBe('0');
  });

  it.each([{ value: Number.NaN }, { value: Number.POSITIVE_INFINITY }])('refuses to make money of $value', ({ value }) => {
    expect(() => toDecimal(value)).toThrow(RangeError);
  });

  it('compares, subtracts, divides and rounds decimals', () => {
    expect(compareDecimals('0.10', '0.1')).toBe(0);
    expect(subtract('1', '0.9')).toBe('0.1');
    expect(divide('261000', '35040')).toBe('7.448630136986');
    expect(roundDecimal('2.5', 0)).toBe('2');
    expect(toDecimal(1e-7)).toBe('0.0000001');
  });
});
