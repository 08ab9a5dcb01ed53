import { expect, it } from 'vitest';
import { RateCard } from './rate-card.ts';
import { ownedSightings } from './sightings.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const BOOT_MS = NOW_MS - 36_000_000;
const IN_SERVICE_MS = Date.UTC(2025, 2, 1);
const AT = { sku: 'PowerEdge R760', atMs: NOW_MS, bootMs: BOOT_MS, clockWrong: false };
const PURCHASE = { price: 35_040, lifeYears: 4, inService: '2025-03-01' };
const shortOf = (sightings: ReturnType<typeof ownedSightings>) =>
  sightings.map(({ meter, bills, startMs, stopMs, offer }) => ({ meter, bills, startMs, stopMs, amount: offer.amount }));

it('bills capex and opex since the machine went into service, energy since it booted', () => {
  const card = RateCard.parse({ purchase: PURCHASE, opex: { supportPerYear: 1 }, power: { watts: 5131.4 }, pue: 1.3, tariff: { pricePerKwh: 0.12 } });

  const sightings = ownedSightings({ ...AT, card });

  expect(shortOf(sightings)).toEqual([
    { meter: 'capex', bills: true, startMs: IN_SERVICE_MS, stopMs: undefined, amount: '1' },
    { meter: 'opex', bills: true, startMs: IN_SERVICE_MS, stopMs: undefined, amount: '1' },
    { meter: 'energy', bills: true, startMs: BOOT_MS, stopMs: undefined, amount: '6.67082' },
  ]);
});

it.each([
  { what: 'retired', purchase: { ...PURCHASE, retired: '2026-05-01' }, capexStop: '2026-05-01', opexStop: '2026-05-01' },
  { what: 'written off, and still kept', purchase: { ...PURCHASE, lifeYears: 1 }, capexStop: '2026-03-01', opexStop: undefined },
])('stops billing what is $what', ({ purchase, capexStop, opexStop }) => {
  const card = RateCard.parse({ purchase, opex: { supportPerYear: 1 } });

  const [capex, opex] = ownedSightings({ ...AT, card });

  expect(capex).toMatchObject({ bills: false, startMs: IN_SERVICE_MS, stopMs: Date.parse(capexStop) });
  expect(opex).toMatchObject(opexStop === undefined ? { bills: true, startMs: IN_SERVICE_MS } : { bills: false, stopMs: Date.parse(opexStop) });
});

it('bills nothing before the machine goes into service', () => {
  const card = RateCard.parse({ purchase: { ...PURCHASE, inService: '2027-01-01' } });

  expect(shortOf(ownedSightings({ ...AT, card }))).toEqual([{ meter: 'capex', bills: false, startMs: undefined, stopMs: undefined, amount: '1' }]);
});

it.each([
  { what: 'the colocation fee pays the power', card: { purchase: PURCHASE, opex: { coloIncludesPower: true }, power: { watts: 500 } } },
  { what: 'the draw is measured', card: { purchase: PURCHASE, power: { measured: 'rapl' } } },
  { what: 'the card says nothing of power', card: { purchase: PURCHASE } },
])('sights no energy where $what', ({ card }) => {
  const meters = ownedSightings({ ...AT, card: RateCard.parse(card) }).map((sighting) => sighting.meter);

  expect(meters).not.toContain('energy');
});

it('shows the proven time of a machine without a card, under one meter of unknown price', () => {
  expect(shortOf(ownedSightings({ ...AT, card: undefined }))).toEqual([
    { meter: 'capex', bills: true, startMs: BOOT_MS, stopMs: undefined, amount: '1' },
  ]);
});

it('proves no start by a boot that is unknown or still to come', () => {
  const unknown = ownedSightings({ ...AT, bootMs: null, card: undefined });
  const ahead = ownedSightings({ ...AT, bootMs: NOW_MS + 1, card: undefined });

  expect([unknown, ahead].map(([capex]) => capex?.startMs)).toEqual([undefined, undefined]);
});

it('says nothing of time by a clock that cannot be right', () => {
  const card = RateCard.parse({ purchase: PURCHASE, power: { watts: 500 } });

  expect(shortOf(ownedSightings({ ...AT, card, clockWrong: true })).map(({ bills, startMs }) => [bills, startMs])).toEqual([
    [null, undefined],
    [null, undefined],
  ]);
});
