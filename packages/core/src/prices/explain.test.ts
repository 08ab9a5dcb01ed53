import { describe, expect, it } from 'vitest';
import { createResolver } from '../resolver.ts';
import { createCommitmentRates } from './commitments.ts';
import { createPriceSources } from './create-price-sources.ts';
import { explainPrice, multipliesOut } from './explain.ts';
import { fakeBook, fakeKey, fakeRow, fakeSpec, fakeSurcharge, HOUR } from './fake-book.ts';

const book = fakeBook({
  rows: [fakeRow({ sku: 'm5.xlarge', prices: { 'on-demand': '0.2', 'reserved-3y-standard': '0.08' }, asOf: '2025-04-04', id: 'JRTC' })],
  specs: [fakeSpec({ sku: 'm5.xlarge', vcpu: 4 })],
  surcharges: [fakeSurcharge()],
});

function explain(options: Partial<Parameters<typeof createResolver>[0]>, key = fakeKey({ attributes: { os: 'windows' } })) {
  const prices = createResolver({ commitmentRates: createCommitmentRates(() => [book]), sources: createPriceSources([book]), ...options });
  const answer = prices.resolve(key, HOUR);
  if ('missing' in answer || answer.rows[0] === undefined) throw new Error('the price is missing');
  return explainPrice(key, answer.rows[0]);
}

describe('explainPrice', () => {
  it('shows each step of the list price, and they add up', () => {
    const explanation = explain({});

    expect(explanation.listSteps).toMatchObject([
      { what: 'm5.xlarge in us-east-1 with linux', amount: '1', price: '0.2', value: '0.2', unit: 'h', source: 'bundled', asOf: '2025-04-04' },
      { what: 'licence of windows for 4 vCPU', amount: '4', price: '0.046', value: '0.184', unit: 'vCPU-h', source: 'bundled' },
    ]);
    expect(explanation.effectiveSteps).toEqual([]);
    expect(multipliesOut(explanation)).toBe(true);
  });

  it('says it in sentences', () => {
    const explanation = explain({ commitments: [{ match: {}, kind: 'reserved-3y-standard', coverage: '0.5' }] });

    expect(explanation.sentences).toEqual([
      'One h of m5.xlarge (aws ec2, us-east-1, windows, bought on demand) costs 0.384 USD.',
      'It is put together from prices of its parts, as of 2025-04-04.',
      'It is an estimate: the price was last seen 596 days ago, on 2025-04-04.',
      'With your terms it costs 0.324 USD = 0.5 x 0.08 (share under reserved-3y-standard) + 0.5 x 0.184 (licence of the covered share) + 0.5 x 0.384 (share at the list price).',
    ]);
    expect(multipliesOut(explanation)).toBe(true);
  });

  it('explains a listed price by itself, with the provider’s own number for it', () => {
    const explanation = explain({}, fakeKey());

    expect(explanation.listSteps).toMatchObject([{ what: 'm5.xlarge in us-east-1', amount: '1', price: '0.2', value: '0.2' }]);
    expect(explanation.sentences[1]).toBe(
      'It stands in the price table that came with this version, as of 2025-04-04; the provider’s own number for this price is JRTC.',
    );
  });

  it('explains discounts and prices of one’s own', () => {
    const discounted = explain({ overrides: [{ match: {}, percent: '10', asOf: '2026-11-01' }] }, fakeKey());
    const own = explain({ overrides: [{ match: {}, price: '0.19', effectivePrice: '0.15', asOf: '2026-11-01' }] }, fakeKey());

    expect(discounted).toMatchObject({ effectivePrice: '0.18', effectiveSteps: [{ amount: '0.9', price: '0.2', value: '0.18' }] });
    expect(own).toMatchObject({ listPrice: '0.19', effectiveSteps: [{ amount: '1', price: '0.15' }] });
    expect([discounted, own].map(multipliesOut)).toEqual([true, true]);
  });

  it('notices steps that do not add up', () => {
    const explanation = explain({});

    expect(multipliesOut({ ...explanation, listPrice: '0.385' })).toBe(false);
    expect(multipliesOut({ ...explanation, effectivePrice: '0.3' })).toBe(false);
  });
});
