import { describe, expect, it } from 'vitest';
import { PriceOptions } from './price-options.ts';

const GOOD = { match: { provider: 'aws', sku: 'm5.*' }, kind: 'reserved-1y-standard', coverage: 0.7 };

function problemsOf(entry: unknown): string[] {
  const parsed = PriceOptions.safeParse({ commitments: [entry] });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')} ${message}`);
}

describe('price commitments', () => {
  it('keep every digit of the coverage', () => {
    const { commitments } = PriceOptions.parse({ commitments: [{ ...GOOD, coverage: '0.7000000000000000001' }] });

    expect(commitments[0]).toEqual({ ...GOOD, coverage: '0.7000000000000000001' });
  });

  it.each([
    { name: 'a coverage over 1', entry: { ...GOOD, coverage: 1.2 }, problem: 'coverage must be at most 1: it is a share of the hours, 0.7 is 70 %' },
    { name: 'a negative coverage', entry: { ...GOOD, coverage: -0.1 }, problem: 'coverage must not be negative' },
    { name: 'a discount over 100', entry: { ...GOOD, discount: 101 }, problem: 'discount must be at most 100' },
    { name: 'two prices', entry: { ...GOOD, discount: 20, rate: '0.05' }, problem: 'discount cannot be given together with rate' },
    {
      name: 'a kind that no table knows',
      entry: { ...GOOD, kind: 'reserved-1y-standrad' },
      problem: 'kind is in no price table, so rate or discount is required; did you mean "reserved-1y-standard"?',
    },
    {
      name: 'a match of everything',
      entry: { ...GOOD, match: {} },
      problem: 'match must name at least one field; an entry for everything is never meant',
    },
  ])('refuse $name', ({ entry, problem }) => {
    expect(problemsOf(entry)).toEqual([problem]);
  });

  it('take any kind beside a rate', () => {
    expect(problemsOf({ ...GOOD, kind: 'database savings plan', rate: '0.05' })).toEqual([]);
  });
});
