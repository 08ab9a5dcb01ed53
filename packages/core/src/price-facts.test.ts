import { describe, expect, it } from 'vitest';
import type { FactLine, Facts } from './facts.ts';
import type { Offer } from './model.ts';
import { priceFacts } from './price-facts.ts';
import type { PriceAnswer, PriceRow } from './pricing.ts';

const T = 1795240800_000;
const HOUR = 3_600_000;
const offer: Offer = { sku: 'm5.xlarge', amount: '1', unit: 'h', unitMs: HOUR, purchase: 'on-demand', attributes: {} };

function row(part: Partial<PriceRow> = {}): PriceRow {
  const provenance = { source: 'bundled', asOf: '2026-07-20', id: null, basis: 'list', estimated: false, tierNotApplied: false } as const;
  return { fromMs: 0, listPrice: '0.192', effectivePrice: '0.192', unit: 'h', currency: 'USD', ...provenance, ...part };
}

function line(part: Partial<FactLine> = {}): FactLine {
  return { fromMs: T, toMs: T + HOUR, offer, evidence: 3, unsettled: false, waived: false, ...part };
}

function facts(...lines: FactLine[]): Facts {
  const scope = 'aws/123456789012/us-west-2/ec2';
  return { scope, resourceId: 'i-1', meter: 'compute', hourStartMs: T, observedMs: T + HOUR, complete: true, lines, unknown: [] };
}

function pricesOf(bySku: Record<string, PriceAnswer>) {
  return { resolve: ({ sku }: { sku: string }): PriceAnswer => bySku[sku] ?? { missing: 'sku-unknown' } };
}

describe('priceFacts', () => {
  it('multiplies price and quantity exactly (1.3)', () => {
    const charge = priceFacts(facts(line({ toMs: T + 1_234_567 })), pricesOf({ 'm5.xlarge': { rows: [row()] } }));

    expect(charge.lines[0]).toMatchObject({ quantity: '0.342935277778', listCost: '0.065843573333376' });
    expect([charge.listCost, charge.effectiveCost, charge.knownCost]).toEqual(['0.065843573333376', '0.065843573333376', '0.065843573333376']);
  });

  it('cuts a line where the price changes, and not where it stays the same (2.8)', () => {
    const rows = [
      row({ listPrice: '1', effectivePrice: '1' }),
      row({ fromMs: T + HOUR / 4, listPrice: '1', effectivePrice: '1' }),
      row({ fromMs: T + HOUR / 2, listPrice: '3', effectivePrice: '2' }),
    ];

    const charge = priceFacts(facts(line()), pricesOf({ 'm5.xlarge': { rows } }));

    expect(charge.lines.map((part) => [(part.toMs - T) / HOUR, part.listCost, part.effectiveCost])).toEqual([
      [0.5, '0.5', '0.5'],
      [1, '1.5', '1'],
    ]);
    expect([charge.listCost, charge.effectiveCost]).toEqual(['2', '1.5']);
  });

  it('takes the earliest row before any is in force (2.8)', () => {
    const charge = priceFacts(
      facts(line()),
      pricesOf({ 'm5.xlarge': { rows: [row({ fromMs: T + 2 * HOUR, listPrice: '7', effectivePrice: '7' })] } }),
    );

    expect(charge.listCost).toBe('7');
  });

  it('charges the cheaper of two offers at each instant (1.4, 2.8)', () => {
    const other: Offer = { ...offer, sku: 'm5.large' };
    const large = [row({ listPrice: '1', effectivePrice: '1' }), row({ fromMs: T + HOUR / 2, listPrice: '5', effectivePrice: '5' })];

    const charge = priceFacts(
      facts(line({ evidence: 1, otherOffer: other })),
      pricesOf({ 'm5.xlarge': { rows: [row({ listPrice: '2', effectivePrice: '2' })] }, 'm5.large': { rows: large } }),
    );

    expect(charge.lines.map((part) => [part.sku, part.listCost])).toEqual([
      ['m5.large', '0.5'],
      ['m5.xlarge', '1'],
    ]);
  });

  it('knows no cost of what has no price, and says why; the known part stands beside it (1.3)', () => {
    const unknown = line({ fromMs: T + HOUR / 2, offer: { ...offer, sku: 'x9.huge' } });

    const charge = priceFacts(facts(line({ toMs: T + HOUR / 2 }), unknown), pricesOf({ 'm5.xlarge': { rows: [row()] } }));

    expect(charge.lines[1]).toMatchObject({ price: { missing: 'sku-unknown' }, quantity: '0.5', listCost: null, effectiveCost: null });
    expect([charge.listCost, charge.effectiveCost, charge.knownCost]).toEqual([null, null, '0.096']);
  });

  it('charges a waived line nothing, as an amount of 0 (2.6)', () => {
    const charge = priceFacts(facts(line({ waived: true })), pricesOf({ 'm5.xlarge': { rows: [row()] } }));

    expect(charge.lines[0]).toMatchObject({ amount: '0', quantity: '0', listCost: '0', effectiveCost: '0', price: { waived: true } });
  });

  it('never mixes currencies in one charge', () => {
    const other = line({ fromMs: T + HOUR / 2, offer: { ...offer, sku: 'cn' } });

    const charge = priceFacts(
      facts(line({ toMs: T + HOUR / 2 }), other),
      pricesOf({ 'm5.xlarge': { rows: [row()] }, cn: { rows: [row({ currency: 'CNY' })] } }),
    );

    expect([charge.currency, charge.listCost, charge.knownCost]).toEqual(['USD', null, '0.096']);
    expect(charge.lines[1]?.price).toEqual({ missing: 'currency' });
  });

  it('suspects a price whose unit is not the offer’s', () => {
    const charge = priceFacts(facts(line()), pricesOf({ 'm5.xlarge': { rows: [row({ unit: 'GiB-month' })] } }));

    expect(charge.lines[0]?.price).toEqual({ missing: 'price-suspect' });
  });

  it('never cuts a counted line', () => {
    const counted: Offer = { ...offer, sku: 'requests', amount: '1000', unit: 'request', unitMs: null };
    const rows = [
      row({ unit: 'request', listPrice: '0.01', effectivePrice: '0.01' }),
      row({ unit: 'request', fromMs: T + HOUR / 2, listPrice: '0.02', effectivePrice: '0.02' }),
    ];

    const charge = priceFacts({ ...facts(line({ offer: counted })), meter: 'requests' }, pricesOf({ requests: { rows } }));

    expect(charge.lines.map((part) => [part.quantity, part.listCost])).toEqual([['1000', '10']]);
  });
});
