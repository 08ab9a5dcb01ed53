import type { PriceAnswer, PriceKey, PriceRow, PriceSource, Window } from '@openfinops/core';
import { createFakeLog } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { watchSpotPrices } from './watch-spot-prices.ts';

const WINDOW: Window = { startMs: Date.UTC(2026, 10, 21), endMs: Date.UTC(2026, 10, 21, 1) };
const SPOT: PriceKey = {
  provider: 'aws',
  accountId: '123456789012',
  service: 'ec2',
  region: 'us-west-2',
  zone: 'us-west-2a',
  sku: 'm5.large',
  meter: 'compute',
  purchase: 'spot',
  attributes: {},
};

function rowOf(price: string, more: Partial<PriceRow> = {}): PriceRow {
  return {
    fromMs: 0,
    listPrice: price,
    effectivePrice: price,
    unit: 'h',
    currency: 'USD',
    source: 'live',
    asOf: '2026-11-21',
    id: null,
    basis: 'spot',
    estimated: false,
    tierNotApplied: false,
    ...more,
  };
}

const sourceOf = (answer: PriceAnswer | null): PriceSource => ({ name: 'market', find: () => answer });
const listed: PriceSource = {
  name: 'listed',
  find: ({ purchase, zone }) => (purchase === 'on-demand' && zone === undefined ? { rows: [rowOf('0.096')] } : null),
};

describe('watchSpotPrices', () => {
  it('uses a spot price above the price on demand, and says so once for each type and zone', () => {
    const log = createFakeLog();
    const source = watchSpotPrices(sourceOf({ rows: [rowOf('0.05'), rowOf('0.097', { fromMs: 1 })] }), listed, log);

    const answers = [SPOT, SPOT, { ...SPOT, zone: 'us-west-2b' }].map((key) => source.find(key, WINDOW));

    expect(answers[0]).toMatchObject({ rows: [{ listPrice: '0.05' }, { listPrice: '0.097' }] });
    expect(log.lines.map(({ level, message, fields }) => [level, message, fields.zone, fields.spotPrice, fields.onDemandPrice])).toEqual([
      ['warn', 'spot price above the price on demand', 'us-west-2a', '0.097', '0.096'],
      ['warn', 'spot price above the price on demand', 'us-west-2b', '0.097', '0.096'],
    ]);
  });

  it.each([
    { what: 'a spot price as high as the price on demand', key: SPOT, answer: { rows: [rowOf('0.096')] } },
    { what: 'a price on demand', key: { ...SPOT, purchase: 'on-demand' as const }, answer: { rows: [rowOf('0.2')] } },
    { what: 'a price in another currency', key: SPOT, answer: { rows: [rowOf('0.5', { currency: 'CNY' })] } },
    { what: 'a missing price', key: SPOT, answer: { missing: 'zone-unknown' as const } },
    { what: 'no answer', key: SPOT, answer: null },
  ])('passes on $what without a word', ({ key, answer }) => {
    const log = createFakeLog();

    const found = watchSpotPrices(sourceOf(answer), listed, log).find(key, WINDOW);

    expect([found, log.lines]).toEqual([answer, []]);
  });

  it('says nothing where there is nothing to hold it against', () => {
    const log = createFakeLog();

    watchSpotPrices(sourceOf({ rows: [rowOf('9')] }), undefined, log).find(SPOT, WINDOW);

    expect(log.lines).toEqual([]);
  });
});
