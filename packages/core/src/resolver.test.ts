import { describe, expect, it } from 'vitest';
import type { PriceKey, PriceRow, PriceSource } from './pricing.ts';
import { createResolver } from './resolver.ts';

const hour = { startMs: 1795240800_000, endMs: 1795244400_000 };
const key: PriceKey = {
  provider: 'aws',
  accountId: '123456789012',
  service: 'ec2',
  region: 'us-west-2',
  sku: 'm5.xlarge',
  meter: 'compute',
  purchase: 'on-demand',
  attributes: { os: 'linux' },
};
const row: PriceRow = {
  fromMs: 0,
  listPrice: '0.192',
  effectivePrice: '0.192',
  unit: 'h',
  currency: 'USD',
  source: 'bundled',
  asOf: '2026-07-20',
  id: null,
  basis: 'list',
  estimated: false,
  tierNotApplied: false,
};
const bundled: PriceSource = { name: 'bundled', find: ({ sku }) => (sku === 'm5.xlarge' ? { rows: [row] } : null) };
const asOf = '2026-11-01';

describe('createResolver', () => {
  it('answers a named reason where nobody knows the price, never a number', () => {
    const prices = createResolver({ sources: [bundled] });

    expect(prices.resolve({ ...key, sku: 'x9.huge' }, hour)).toEqual({ missing: 'sku-unknown' });
  });

  it('keeps the reason of the first source that has one', () => {
    const card: PriceSource = { name: 'card', find: () => ({ missing: 'rate-card', hint: 'give a card' }) };

    const prices = createResolver({ sources: [card, { name: 'none', find: () => null }] });

    expect(prices.resolve(key, hour)).toEqual({ missing: 'rate-card', hint: 'give a card' });
  });

  it('prefers an exact override to a glob, and a glob to every source', () => {
    const overrides = [
      { match: { sku: 'm5.*' }, price: '0.1', asOf },
      { match: { sku: 'm5.xlarge', region: 'us-west-2' }, price: '0.15', asOf },
    ];
    const prices = createResolver({ overrides, sources: [bundled] });

    const answers = [key, { ...key, region: 'eu-west-1' }].map((one) => prices.resolve(one, hour));

    expect(answers).toMatchObject([
      { rows: [{ listPrice: '0.15', source: 'override', asOf }] },
      { rows: [{ listPrice: '0.1', source: 'override' }] },
    ]);
  });

  it('takes a discount off the effective price and leaves the list price and its source alone', () => {
    const prices = createResolver({ overrides: [{ match: { provider: 'aws' }, percent: '12.5', asOf }], sources: [bundled] });

    const { rows } = prices.resolve(key, hour) as { rows: PriceRow[] };

    expect(rows).toMatchObject([{ ...row, effectivePrice: '0.168', basis: 'negotiated', effectiveTerms: [{ amount: '0.875', price: '0.192' }] }]);
  });

  it('matches attributes, and takes a glob literally but for its stars', () => {
    const overrides = [
      { match: { attributes: { os: 'win*' } }, price: '1', asOf },
      { match: { sku: 'm5.xlarge+*' }, price: '2', asOf },
    ];
    const prices = createResolver({ overrides, sources: [bundled] });

    expect(prices.resolve(key, hour)).toEqual({ rows: [row] });
    expect(prices.resolve({ ...key, attributes: { os: 'windows' } }, hour)).toMatchObject({ rows: [{ listPrice: '1' }] });
  });

  it('remembers an answer by all that was asked, the window and the order of attributes apart', () => {
    let asked = 0;
    const counting: PriceSource = {
      name: 'counting',
      find: ({ attributes }) => {
        asked += 1;
        return { rows: [{ ...row, id: JSON.stringify(attributes) }] };
      },
    };
    const prices = createResolver({ sources: [counting] });
    const twice = { a: '1', b: '2' };

    const same = [twice, { b: '2', a: '1' }].map((attributes) => prices.resolve({ ...key, attributes }, hour));
    const others = [
      prices.resolve({ ...key, attributes: { a: '1b2' } }, hour),
      prices.resolve({ ...key, attributes: twice, zone: 'us-west-2a' }, hour),
      prices.resolve({ ...key, attributes: twice }, { startMs: hour.startMs, endMs: hour.endMs + 1 }),
      prices.resolve({ ...key, attributes: twice }, { ...hour }),
    ];

    expect(same[0]).toBe(same[1]);
    expect(new Set(others).size).toBe(4);
    expect(others[3]).toBe(same[0]);
    expect(asked).toBe(4);
  });

  it('names the overrides that matched nothing', () => {
    const prices = createResolver({
      overrides: [
        { match: { sku: 'm5.*' }, price: '1', asOf },
        { match: { sku: 'nope' }, price: '1', asOf },
      ],
      sources: [bundled],
    });

    prices.resolve(key, hour);

    expect(prices.unusedOverrides()).toEqual([1]);
  });
});
