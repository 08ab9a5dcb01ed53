import { describe, expect, it } from 'vitest';
import { createSizeSource } from './compose-sizes.ts';
import { fakeBook, fakeKey, fakeRows, fakeSpec, HOUR } from './fake-book.ts';
import type { BookContents } from './memory-book.ts';

function sizesOf(prices: Record<string, string>, more: Partial<BookContents> = {}) {
  const book = fakeBook({ rows: fakeRows(prices), ...more });
  return createSizeSource(() => [book]);
}

describe('createSizeSource', () => {
  it('prices a size by its nearest sibling where the siblings prove that price goes with size', () => {
    const source = sizesOf({ 'm5.large': '0.1', 'm5.2xlarge': '0.4', 'm5.16xlarge': '3.2', 'c5.xlarge': '7' });

    const answer = source.find(fakeKey(), HOUR);

    expect(answer).toMatchObject({
      rows: [
        {
          listPrice: '0.2',
          source: 'composed',
          basis: 'estimate',
          estimated: true,
          estimatedBecause: ['priced by its size from m5.large, as all 3 listed sizes of the family are'],
          listTerms: [{ part: 'machine', amount: '2', price: '0.1' }],
        },
      ],
    });
  });

  it.each([
    { sku: 'm5.metal', price: '3.2', from: 'the largest size' },
    { sku: 'm5.metal-8xl', price: '1.6', from: 'the size it names' },
  ])('prices $sku as $from', ({ sku, price }) => {
    const source = sizesOf({ 'm5.large': '0.1', 'm5.2xlarge': '0.4', 'm5.16xlarge': '3.2' });

    expect(source.find(fakeKey({ sku }), HOUR)).toMatchObject({ rows: [{ listPrice: price }] });
  });

  it('prices a machine with fewer vCPUs as the whole machine', () => {
    const book = fakeBook({
      provider: 'azure',
      rows: fakeRows({ Standard_E16s_v5: '1.008', Standard_E32s_v5: '2.016' }, { service: 'vm', region: 'eastus' }),
    });

    const answer = createSizeSource(() => [book]).find(
      fakeKey({ provider: 'azure', service: 'vm', region: 'eastus', sku: 'Standard_E16-4s_v5' }),
      HOUR,
    );

    expect(answer).toMatchObject({ rows: [{ listPrice: '1.008', estimated: true }] });
  });

  it.each([
    { what: 'the siblings’ prices do not go with size', prices: { 'm5.large': '0.1', 'm5.2xlarge': '0.41' } },
    { what: 'there is one sibling only', prices: { 'm5.large': '0.1' } },
    { what: 'both siblings are of one size', prices: { 'm5.16xlarge': '3.2', 'm5.metal-16xl': '3.2' } },
    { what: 'all siblings are larger', prices: { 'm5.2xlarge': '0.4', 'm5.4xlarge': '0.8' } },
    { what: 'all siblings are smaller', prices: { 'm5.medium': '0.05', 'm5.large': '0.1' } },
    { what: 'the family is another', prices: { 'm5a.large': '0.1', 'm5a.2xlarge': '0.4' } },
  ])('guesses nothing where $what', ({ prices }) => {
    const source = sizesOf(prices);

    expect(source.find(fakeKey(), HOUR)).toBeNull();
  });

  it('takes no proof from siblings that are built otherwise', () => {
    const specs = [
      fakeSpec({ sku: 'g5.xlarge', memoryGib: 16, gpuCount: 1 }),
      fakeSpec({ sku: 'g5.2xlarge', memoryGib: 32, gpuCount: 1 }),
      fakeSpec({ sku: 'g5.4xlarge', memoryGib: 64, gpuCount: 1 }),
    ];
    const source = sizesOf({ 'g5.2xlarge': '2', 'g5.4xlarge': '4' }, { specs });

    expect(source.find(fakeKey({ sku: 'g5.xlarge' }), HOUR)).toBeNull();
  });

  it.each([
    { what: 'spot prices', key: { purchase: 'spot' as const } },
    { what: 'other meters', key: { meter: 'licence' as const } },
    { what: 'licensed systems', key: { attributes: { os: 'windows' } } },
    { what: 'names without a size', key: { sku: 'm5.huge' } },
  ])('does not scale $what', ({ key }) => {
    const source = sizesOf({ 'm5.large': '0.1', 'm5.2xlarge': '0.4' });

    expect(source.find(fakeKey(key), HOUR)).toBeNull();
  });
});
