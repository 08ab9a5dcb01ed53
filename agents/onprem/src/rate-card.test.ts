import { describe, expect, it } from 'vitest';
import { OnpremOptions } from './options.ts';

const CARD = {
  purchase: { price: 290_000, residualRatio: 0.1, lifeYears: 4, inService: '2025-03-01' },
  power: { watts: 5131.4 },
  tariff: { pricePerKwh: 0.12 },
};

function problemsOf(card: object): string[] {
  const parsed = OnpremOptions.safeParse({ card });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('refuses, with the path of the setting', () => {
  it.each([
    {
      what: 'a price that is no number',
      card: { ...CARD, purchase: { ...CARD.purchase, price: '290000' } },
      says: /^card\.purchase\.price: .*expected number/,
    },
    { what: 'a negative price', card: { ...CARD, purchase: { ...CARD.purchase, price: -1 } }, says: /^card\.purchase\.price: must not be negative/ },
    { what: 'an absurd price', card: { ...CARD, purchase: { ...CARD.purchase, price: 2e9 } }, says: /^card\.purchase\.price: must be at most/ },
    { what: 'not a number', card: { ...CARD, purchase: { ...CARD.purchase, price: Number.NaN } }, says: /^card\.purchase\.price: / },
    {
      what: 'a residual above the price',
      card: { ...CARD, purchase: { ...CARD.purchase, residualRatio: 1.1 } },
      says: /^card\.purchase\.residualRatio: /,
    },
    { what: 'no life', card: { ...CARD, purchase: { ...CARD.purchase, lifeYears: 0 } }, says: /^card\.purchase\.lifeYears: / },
    {
      what: 'a day that is none',
      card: { ...CARD, purchase: { ...CARD.purchase, inService: '2025-02-30' } },
      says: /^card\.purchase\.inService: must be a date/,
    },
    {
      what: 'retired before it served',
      card: { ...CARD, purchase: { ...CARD.purchase, retired: '2024-01-01' } },
      says: /^card\.purchase\.retired: must be later/,
    },
    { what: 'a PUE below 1', card: { ...CARD, pue: 0.8 }, says: /^card\.pue: must be at least 1/ },
    { what: 'a PUE beyond belief', card: { ...CARD, pue: 13 }, says: /^card\.pue: must be at most 5/ },
    { what: 'a misspelt key', card: { ...CARD, purchse: {} }, says: /^card: Unrecognized key: "purchse"/ },
    { what: 'a site with a slash', card: { ...CARD, site: 'fra/1' }, says: /^card\.site: must be of a-z/ },
    { what: 'a currency by its sign', card: { ...CARD, currency: '€' }, says: /^card\.currency: must be an ISO 4217/ },
    { what: 'two kinds of power', card: { ...CARD, power: { watts: 1, measured: 'rapl' } }, says: /^card\.power\.watts: excludes/ },
    { what: 'power of no kind', card: { ...CARD, power: {} }, says: /^card\.power\.watts: say watts/ },
    { what: 'half an estimate', card: { ...CARD, power: { idleWatts: 100 } }, says: /^card\.power\.maxWatts: is needed/ },
    {
      what: 'a maximum below the minimum',
      card: { ...CARD, power: { idleWatts: 100, maxWatts: 50 } },
      says: /^card\.power\.maxWatts: must be at least/,
    },
    {
      what: 'otherWatts without counters',
      card: { ...CARD, power: { measured: 'acpi', otherWatts: 5 } },
      says: /^card\.power\.otherWatts: goes with/,
    },
    {
      what: 'power paid for twice',
      card: { ...CARD, opex: { coloPerMonth: 10, coloIncludesPower: true } },
      says: /^card\.tariff: would charge power twice/,
    },
    { what: 'a tariff for nothing', card: { purchase: CARD.purchase, tariff: CARD.tariff }, says: /^card\.power: is needed beside a tariff/ },
    { what: 'no purchase', card: { power: CARD.power }, says: /^card\.purchase: / },
  ])('$what', ({ card, says }) => {
    expect(problemsOf(card)).toContainEqual(expect.stringMatching(says));
  });
});

it('names every problem, not the first alone', () => {
  const problems = problemsOf({ ...CARD, pue: 0.8, site: 'A', purchase: { ...CARD.purchase, price: -1 } });

  expect(problems).toHaveLength(3);
});

it('accepts a card with nothing but the purchase, and one of instants', () => {
  const instants = { purchase: { ...CARD.purchase, inService: '2025-03-01T08:00:00+01:00', retired: '2026-03-01T08:00:00+01:00' } };

  expect(problemsOf({ purchase: CARD.purchase })).toEqual([]);
  expect(problemsOf(instants)).toEqual([]);
});

it('has no default card', () => {
  expect(OnpremOptions.parse({})).toEqual({ root: '/', hosting: 'auto', idleThresholdRatio: 0.05, exampleCard: false });
});
