import { HOUR_MS, type PriceKey } from '@openfinops/core';
import { expect, it } from 'vitest';
import { RateCard } from './rate-card.ts';
import { CARD_HINT, createRateCardPrices } from './rate-card-prices.ts';

const HOUR = { startMs: Date.UTC(2026, 10, 20, 19), endMs: Date.UTC(2026, 10, 20, 20) };
const KEY: PriceKey = {
  provider: 'onprem',
  accountId: 'fra1',
  service: 'host',
  region: 'global',
  sku: 'PowerEdge R760',
  meter: 'capex',
  purchase: 'owned',
  attributes: {},
};
const CARD = RateCard.parse({
  site: 'fra1',
  currency: 'EUR',
  asOf: '2026-06-01',
  purchase: { price: 35_040, lifeYears: 4, inService: '2025-03-01' },
  opex: { supportPerYear: 876 },
  power: { watts: 500 },
  tariff: { timeZone: 'Europe/Berlin', pricePerKwh: 0.1, periods: [{ from: '06:00', to: '20:30', pricePerKwh: 0.3 }] },
});
const prices = (card: RateCard | undefined, isExample = false) => createRateCardPrices({ accountId: 'fra1', card, isExample });

it('prices an hour of capex and opex off the card', () => {
  const source = prices(CARD);

  const capex = source.find(KEY, HOUR);
  const opex = source.find({ ...KEY, meter: 'opex' }, HOUR);

  const common = {
    fromMs: Date.UTC(2025, 2, 1),
    unit: 'h',
    currency: 'EUR',
    source: 'rate-card',
    asOf: '2026-06-01',
    id: null,
    estimated: false,
    tierNotApplied: false,
  };
  expect(capex).toEqual({ rows: [{ ...common, listPrice: '1', effectivePrice: '1', basis: 'amortized' }] });
  expect(opex).toEqual({ rows: [{ ...common, listPrice: '0.1', effectivePrice: '0.1', basis: 'rate-card' }] });
});

it('prices energy with one row for each change of the tariff in the hour', () => {
  const answer = prices(CARD).find({ ...KEY, meter: 'energy' }, HOUR);

  const rows = answer !== null && 'rows' in answer ? answer.rows : [];
  expect(rows.map((row) => [row.fromMs - HOUR.startMs, row.listPrice, row.unit])).toEqual([
    [0, '0.3', 'kWh'],
    [HOUR_MS / 2, '0.1', 'kWh'],
  ]);
});

it('flags the price of an estimated amount', () => {
  const answer = prices(CARD).find({ ...KEY, meter: 'energy', attributes: { basis: 'estimate' } }, HOUR);

  expect(answer).toMatchObject({ rows: [{ estimated: true }, { estimated: true }] });
});

it('says of every price that the card is an example', () => {
  const source = prices(CARD, true);

  for (const meter of ['capex', 'opex', 'energy'] as const) {
    const answer = source.find({ ...KEY, meter }, HOUR);
    expect(answer !== null && 'rows' in answer ? new Set(answer.rows.map((row) => row.source)) : answer).toEqual(new Set(['rate-card-example']));
  }
});

it('knows no price without a card, and says how to give one', () => {
  expect(prices(undefined).find(KEY, HOUR)).toEqual({ missing: 'rate-card', hint: CARD_HINT });
});

it('knows no price of a kWh without a tariff', () => {
  const card = RateCard.parse({ ...CARD, tariff: undefined });

  expect(prices(card).find({ ...KEY, meter: 'energy' }, HOUR)).toMatchObject({
    missing: 'rate-card',
    hint: expect.stringContaining('onprem.card.tariff'),
  });
});

it.each([
  { what: 'another provider', key: { provider: 'aws' } },
  { what: 'another site', key: { accountId: 'muc2' } },
  { what: 'another service', key: { service: 'gpu' } },
  { what: 'a meter that no card has', key: { meter: 'tokens' as const } },
])('leaves $what to the next source', ({ key }) => {
  expect(prices(CARD).find({ ...KEY, ...key }, HOUR)).toBeNull();
});
