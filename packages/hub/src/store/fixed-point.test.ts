import { subtract, sum } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addFixed, fromFixedPoint, subtractFixed, toFixedPoint } from './fixed-point.ts';

const decimal = fc.stringMatching(/^-?\d{1,30}(\.\d{1,40})?$/);

describe('fixed point', () => {
  it.each([
    { a: '0.1', b: '0.2', total: '0.3' },
    { a: '0.5', b: '-0.5', total: '0' },
    { a: '-0.25', b: '0.2', total: '-0.05' },
    { a: '1', b: '0.000000000000000001', total: '1.000000000000000001' },
    { a: '10', b: '0.10', total: '10.1' },
  ])('$a + $b = $total', ({ a, b, total }) => {
    expect(fromFixedPoint(addFixed(toFixedPoint(a), toFixedPoint(b)))).toBe(total);
  });

  it('agrees with big.js on every sum and difference', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(fromFixedPoint(addFixed(toFixedPoint(a), toFixedPoint(b)))).toBe(sum([a, b]).replace(/^-0$/, '0'));
        expect(fromFixedPoint(subtractFixed(toFixedPoint(a), toFixedPoint(b)))).toBe(subtract(a, b).replace(/^-0$/, '0'));
      }),
    );
  });
});
