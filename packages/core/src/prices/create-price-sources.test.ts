import { describe, expect, it } from 'vitest';
import { createResolver } from '../resolver.ts';
import { createPriceSources } from './create-price-sources.ts';
import { fakeBook, fakeKey, fakeRow, fakeRows, fakeSpec, fakeSurcharge, HOUR } from './fake-book.ts';
import type { PriceBook } from './price-book.ts';

function bookOf(origin: PriceBook['origin'], prices: Record<string, string>): PriceBook {
  return fakeBook({ origin, rows: fakeRows(prices) });
}

function answer(books: readonly PriceBook[], key = fakeKey()) {
  return createResolver({ sources: createPriceSources(books) }).resolve(key, HOUR);
}

describe('createPriceSources', () => {
  it('reads a place in the books of its provider, as the tables spell it', async () => {
    const loaded: string[] = [];
    const load = async (service: string, region: string): Promise<void> => void loaded.push(`${service} ${region}`);
    const book = { ...bookOf('bundled', { 'm5.xlarge': '1' }), load };
    const other: PriceBook = { ...book, provider: 'azure' };
    const prices = createResolver({ sources: createPriceSources([book, other]) });

    await prices.load?.({ provider: 'aws', service: 'AmazonEC2', region: 'US West (Oregon)' });

    expect(new Set(loaded)).toEqual(new Set(['ec2 us-west-2']));
  });

  it('asks live prices first, then cached, then bundled, in whatever order they come', () => {
    const live = bookOf('live', { 'm5.xlarge': '3' });
    const cache = bookOf('cache', { 'm5.xlarge': '2', 'c5.xlarge': '2' });
    const bundled = bookOf('bundled', { 'm5.xlarge': '1', 'c5.xlarge': '1', 'r5.xlarge': '1' });

    const answers = ['m5.xlarge', 'c5.xlarge', 'r5.xlarge'].map((sku) => answer([bundled, live, cache], fakeKey({ sku })));

    expect(answers).toMatchObject([
      { rows: [{ listPrice: '3', source: 'live' }] },
      { rows: [{ listPrice: '2', source: 'cache' }] },
      { rows: [{ listPrice: '1', source: 'bundled' }] },
    ]);
  });

  it('prefers a listed price to one by size, and that to one of another region', () => {
    const paris = { region: 'eu-west-3' };
    const home = fakeRows({ 'm5.large': '0.1', 'm5.xlarge': '0.2', 'm5.2xlarge': '0.4', 'g5.large': '1', 'g5.xlarge': '1.5', 'g5.2xlarge': '2' });
    const there = fakeRows({ 'm5.large': '0.2', 'm5.2xlarge': '0.8', 'g5.large': '2', 'g5.2xlarge': '4' }, paris);
    const listed = fakeRow({ sku: 'm5.xlarge', ...paris, prices: { 'on-demand': '0.5' } });

    const asked = fakeKey(paris);
    const answers = [
      answer([fakeBook({ rows: [...home, ...there, listed] })], asked),
      answer([fakeBook({ rows: [...home, ...there] })], asked),
      answer([fakeBook({ rows: [...home, ...there] })], { ...asked, sku: 'g5.xlarge' }),
    ];

    expect(answers).toMatchObject([
      { rows: [{ listPrice: '0.5', source: 'bundled', estimated: false }] },
      { rows: [{ listPrice: '0.4', source: 'composed', estimated: true }] },
      { rows: [{ listPrice: '3', source: 'region-factor', estimated: true }] },
    ]);
  });

  it('adds a bundled licence to a live price', () => {
    const live = bookOf('live', { 'm5.xlarge': '3' });
    const bundled = fakeBook({ rows: [], specs: [fakeSpec({ sku: 'm5.xlarge', vcpu: 4 })], surcharges: [fakeSurcharge()] });

    const found = answer([live, bundled], fakeKey({ attributes: { os: 'Windows' } }));

    expect(found).toMatchObject({ rows: [{ listPrice: '3.184', source: 'composed', listTerms: [{ source: 'live' }, { source: 'bundled' }] }] });
  });

  it('adds a licence to a price by size', () => {
    const sizes = fakeRows({ 'm5.large': '0.1', 'm5.2xlarge': '0.4' });
    const book = fakeBook({ rows: sizes, specs: [fakeSpec({ sku: 'm5.xlarge', vcpu: 4 })], surcharges: [fakeSurcharge()] });

    const found = answer([book], fakeKey({ attributes: { os: 'windows' } }));

    expect(found).toMatchObject({ rows: [{ listPrice: '0.384', estimated: true }] });
  });

  it('falls back to a sound price where the better source has a suspect one', () => {
    const suspect = fakeBook({ origin: 'live', rows: [fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': '0.2', spot: '0.3' } })] });
    const sound = fakeBook({ rows: [fakeRow({ sku: 'm5.xlarge', prices: { spot: '0.06' } })] });
    const spot = fakeKey({ purchase: 'spot' });

    expect(answer([suspect, sound], spot)).toMatchObject({ rows: [{ listPrice: '0.06', source: 'bundled' }] });
    expect(answer([suspect], spot)).toMatchObject({ missing: 'price-suspect' });
  });

  it('understands how people and clouds spell things', () => {
    const book = bookOf('bundled', { 'm5.xlarge': '1' });
    const key = fakeKey({ service: 'AmazonEC2', region: 'US East (N. Virginia)', sku: 'M5.XLARGE', attributes: { os: 'Linux/UNIX' } });

    const found = answer([book], key);

    expect(found).toMatchObject({ rows: [{ listPrice: '1' }] });
  });

  it('says why a price is missing where it has books, and nothing where it has none', () => {
    const book = bookOf('bundled', { 'm5.xlarge': '1' });

    expect(answer([book], fakeKey({ sku: 'm5.xlagre' }))).toMatchObject({ missing: 'sku-unknown', hint: expect.stringContaining('m5.xlarge') });
    expect(answer([book], fakeKey({ provider: 'onprem' }))).toEqual({ missing: 'sku-unknown' });
  });

  it('never converts a currency', () => {
    const book = fakeBook({ rows: [fakeRow({ sku: 'm5.xlarge', region: 'cn-north-1', currency: 'CNY' })] });

    expect(answer([book], fakeKey({ region: 'cn-north-1' }))).toMatchObject({ rows: [{ currency: 'CNY', listPrice: '0.2' }] });
  });

  it('asks new books once they are there, when the resolver forgets', () => {
    let books = [bookOf('bundled', { 'm5.xlarge': '1' })];
    const prices = createResolver({ sources: createPriceSources(() => books) });
    prices.resolve(fakeKey(), HOUR);
    books = [bookOf('live', { 'm5.xlarge': '2' })];

    const before = prices.resolve(fakeKey(), HOUR);
    prices.forget();
    const after = prices.resolve(fakeKey(), HOUR);

    expect([before, after]).toMatchObject([{ rows: [{ listPrice: '1' }] }, { rows: [{ listPrice: '2' }] }]);
  });
});
