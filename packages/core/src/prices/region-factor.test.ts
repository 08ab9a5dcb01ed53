import { describe, expect, it } from 'vitest';
import { AS_OF, fakeBook, fakeKey, fakeRow, fakeRows, HOUR } from './fake-book.ts';
import type { BookRow } from './price-book.ts';
import { createRegionFactorSource } from './region-factor.ts';

const home = { 'm5.large': '0.1', 'm5.xlarge': '0.2', 'm5.2xlarge': '0.4', 'c5.large': '0.085' };
const asked = fakeKey({ region: 'eu-west-3' });

function factorsOf(...rows: BookRow[]) {
  const book = fakeBook({ rows: [...fakeRows(home), ...rows] });
  return createRegionFactorSource(() => [book]);
}

function inParis(prices: Record<string, string>, part: Partial<BookRow> = {}) {
  return fakeRows(prices, { region: 'eu-west-3', ...part });
}

describe('createRegionFactorSource', () => {
  it('carries a price over by what the family costs there, and says from where', () => {
    const source = factorsOf(...inParis({ 'm5.large': '0.115', 'm5.2xlarge': '0.46', 'c5.large': '9' }));

    const answer = source.find(asked, HOUR);

    expect(answer).toMatchObject({
      rows: [
        {
          listPrice: '0.23',
          source: 'region-factor',
          basis: 'estimate',
          estimated: true,
          asOf: AS_OF,
          listTerms: [{ amount: '1.15', price: '0.2', what: expect.stringContaining('us-east-1') }],
        },
      ],
    });
  });

  it.each([
    { what: 'one type of the family alone', prices: { 'm5.large': '0.115' } },
    { what: 'types that disagree', prices: { 'm5.large': '0.115', 'm5.2xlarge': '0.5' } },
    { what: 'other families', prices: { 'c5.large': '0.1' } },
  ])('measures nothing on $what', ({ prices }) => {
    const source = factorsOf(...inParis(prices));

    expect(source.find(asked, HOUR)).toBeNull();
  });

  it('takes no estimate for a measurement', () => {
    const source = factorsOf(...inParis({ 'm5.large': '0.115', 'm5.2xlarge': '0.46' }, { basis: 'scaled' }));

    expect(source.find(asked, HOUR)).toBeNull();
  });

  it('measures nothing across currencies', () => {
    const source = factorsOf(...inParis({ 'm5.large': '0.8', 'm5.2xlarge': '3.2' }, { currency: 'CNY' }));

    expect(source.find(asked, HOUR)).toBeNull();
  });

  it('takes all families of AWS together where the region has none of this one and prices evenly', () => {
    const many = Array.from({ length: 50 }, (_, index) => `f${index}.large`);
    const rows = many.flatMap((sku) => [
      fakeRow({ sku, prices: { 'on-demand': '1' } }),
      fakeRow({ sku, region: 'eu-west-3', prices: { 'on-demand': '1.1' } }),
    ]);

    const even = factorsOf(...rows).find(asked, HOUR);
    const uneven = factorsOf(...rows, ...inParis({ 'c5.large': '0.5' }), ...uneven10).find(asked, HOUR);

    expect(even).toMatchObject({ rows: [{ listPrice: '0.22', listTerms: [{ amount: '1.1' }] }] });
    expect(uneven).toBeNull();
  });

  it.each([
    { what: 'spot prices', key: { purchase: 'spot' as const } },
    { what: 'a region of which nothing is known', key: { region: 'eu-west-9' } },
    { what: 'what the reference does not list', key: { sku: 'm5.24xlarge' } },
    { what: 'what has no size', key: { sku: 'gp3' } },
  ])('does not carry over $what', ({ key }) => {
    const source = factorsOf(...inParis({ 'm5.large': '0.115', 'm5.2xlarge': '0.46' }));

    expect(source.find({ ...asked, ...key }, HOUR)).toBeNull();
  });
});

/** Types that cost half as much again: a tenth of all. */
const uneven10 = Array.from({ length: 8 }, (_, index) => `u${index}.large`).flatMap((sku) => [
  fakeRow({ sku, prices: { 'on-demand': '1' } }),
  fakeRow({ sku, region: 'eu-west-3', prices: { 'on-demand': '1.5' } }),
]);
