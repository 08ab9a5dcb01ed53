import { describe, expect, it } from 'vitest';
import { createResolver } from '../resolver.ts';
import { type Commitment, createCommitmentRates } from './commitments.ts';
import { createPriceSources } from './create-price-sources.ts';
import { fakeBook, fakeKey, fakeRow, fakeSpec, fakeSurcharge, HOUR } from './fake-book.ts';

const book = fakeBook({
  rows: [
    fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': '0.2', spot: '0.06', 'reserved-1y-standard': '0.12' } }),
    fakeRow({ sku: 'c5.xlarge', prices: { 'on-demand': '0.17' } }),
  ],
  specs: [fakeSpec({ sku: 'm5.xlarge', vcpu: 4 })],
  surcharges: [fakeSurcharge()],
});

function resolverWith(commitments: readonly Commitment[], overrides: Parameters<typeof createResolver>[0]['overrides'] = []) {
  return createResolver({ overrides, commitments, commitmentRates: createCommitmentRates(() => [book]), sources: createPriceSources([book]) });
}

const reserved: Commitment = { match: { provider: 'aws' }, kind: 'reserved-1y-standard', coverage: '0.75' };

describe('commitments', () => {
  it('mix the committed rate and the list price by coverage, and leave the list price alone', () => {
    const answer = resolverWith([reserved]).resolve(fakeKey(), HOUR);

    expect(answer).toMatchObject({
      rows: [
        {
          listPrice: '0.2',
          effectivePrice: '0.14',
          basis: 'amortized',
          source: 'bundled',
          effectiveTerms: [
            { part: 'commitment', amount: '0.75', price: '0.12' },
            { amount: '0.25', price: '0.2' },
          ],
        },
      ],
    });
  });

  it('are estimates where their rate is old, though the list price is new', () => {
    const old = fakeBook({
      rows: [
        fakeRow({
          sku: 'm5.xlarge',
          prices: { 'on-demand': '0.2', 'reserved-1y-standard': '0.12' },
          dates: { 'reserved-1y-standard': '2025-04-04' },
        }),
      ],
    });
    const prices = createResolver({
      commitments: [reserved],
      commitmentRates: createCommitmentRates(() => [old]),
      sources: createPriceSources([old]),
    });

    expect(prices.resolve(fakeKey(), HOUR)).toMatchObject({
      rows: [
        {
          estimated: true,
          estimatedBecause: ['rate of reserved-1y-standard: the price was last seen 596 days ago, on 2025-04-04'],
          effectivePrice: '0.14',
        },
      ],
    });
  });

  it.each([
    { what: 'a rate of one’s own', terms: { rate: '0.1' }, price: '0.125' },
    { what: 'percent off the list price', terms: { discount: '30' }, price: '0.155' },
    { what: 'full coverage', terms: { coverage: '1' }, price: '0.12' },
    { what: 'no coverage', terms: { coverage: '0' }, price: '0.2' },
  ])('take $what', ({ terms, price }) => {
    const answer = resolverWith([{ ...reserved, ...terms }]).resolve(fakeKey(), HOUR);

    expect(answer).toMatchObject({ rows: [{ listPrice: '0.2', effectivePrice: price }] });
  });

  it('cover the machine, never its licence', () => {
    const answer = resolverWith([reserved]).resolve(fakeKey({ attributes: { os: 'Windows' } }), HOUR);

    expect(answer).toMatchObject({ rows: [{ listPrice: '0.384', effectivePrice: '0.324' }] });
  });

  it('never stack with a percent override, nor touch a price of one’s own', () => {
    const percent = { match: {}, percent: '50', asOf: '2026-11-01' };
    const own = { match: {}, price: '0.19', asOf: '2026-11-01' };

    const beside = resolverWith([reserved], [percent]).resolve(fakeKey(), HOUR);
    const under = resolverWith([reserved], [own]).resolve(fakeKey(), HOUR);

    expect(beside).toMatchObject({ rows: [{ effectivePrice: '0.14' }] });
    expect(under).toMatchObject({ rows: [{ effectivePrice: '0.19' }] });
  });

  it('do not cover spot machines', () => {
    const answer = resolverWith([reserved]).resolve(fakeKey({ purchase: 'spot' }), HOUR);

    expect(answer).toMatchObject({ rows: [{ listPrice: '0.06', effectivePrice: '0.06' }] });
  });

  it('change nothing where no table lists their rate, and are named for it', () => {
    const prices = resolverWith([reserved]);

    const answer = prices.resolve(fakeKey({ sku: 'c5.xlarge' }), HOUR);

    expect(answer).toMatchObject({ rows: [{ effectivePrice: '0.17', basis: 'list' }] });
    expect(prices.unratedCommitments()).toEqual([0]);
  });

  it('are named when they match nothing', () => {
    const prices = resolverWith([reserved, { ...reserved, match: { sku: 'nope' } }]);

    prices.resolve(fakeKey(), HOUR);

    expect(prices.unusedCommitments()).toEqual([1]);
  });

  it.each([
    { what: 'covers more than everything', bad: { coverage: '1.01' }, message: 'commitment 1 (reserved-1y-standard) has a coverage of 1.01' },
    { what: 'covers less than nothing', bad: { coverage: '-0.1' }, message: 'has a coverage of -0.1' },
    { what: 'gives more than it costs', bad: { discount: '101' }, message: 'has a discount of 101' },
    { what: 'costs less than nothing', bad: { rate: '-1' }, message: 'has a rate of -1' },
    { what: 'says it twice', bad: { rate: '1', discount: '10' }, message: 'has both a rate and a discount' },
    { what: 'is of a kind that no table lists', bad: { kind: 'handshake' }, message: 'has neither a rate nor a discount' },
    { what: 'is no commitment', bad: { kind: 'spot' }, message: 'has neither a rate nor a discount' },
  ])('are refused when one $what', ({ bad, message }) => {
    const make = () => resolverWith([{ ...reserved, ...bad }]);

    expect(make).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message), hint: expect.any(String) }));
  });
});
