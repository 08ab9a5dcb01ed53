import { describe, expect, it } from 'vitest';
import { Tariff } from './tariff.ts';

const DAY = { from: '08:00', to: '20:00', pricePerKwh: 0.22 };

function problemsOf(tariff: object): string[] {
  const parsed = Tariff.safeParse({ pricePerKwh: 0.09, ...tariff });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

it('fills in the days and the zone that are left out', () => {
  const tariff = Tariff.parse({ pricePerKwh: 0.09, periods: [DAY] });

  expect(tariff.timeZone).toBe('UTC');
  expect(tariff.periods[0]?.days).toEqual(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
});

describe('refuses, with the path of the setting', () => {
  it.each([
    {
      what: 'an unknown time zone',
      tariff: { timeZone: 'Mars/Olympus' },
      says: 'timeZone: is no time zone that this Node knows (like Europe/Berlin or UTC)',
    },
    { what: 'a negative price', tariff: { pricePerKwh: -0.1 }, says: 'pricePerKwh: must not be negative' },
    { what: 'an absurd price', tariff: { pricePerKwh: 1001 }, says: 'pricePerKwh: must be at most 1,000 a kWh' },
    { what: 'a time that is none', tariff: { periods: [{ ...DAY, from: '8am' }] }, says: 'periods.0.from: must be a time of day like 08:00' },
    { what: '24:00 as a beginning', tariff: { periods: [{ ...DAY, from: '24:00' }] }, says: 'periods.0.from: must be a time of day like 08:00' },
    {
      what: 'a period of no length',
      tariff: { periods: [{ ...DAY, to: '08:00' }] },
      says: 'periods.0.to: must differ from `from`; a whole day is 00:00 to 24:00',
    },
    {
      what: 'overlapping hours',
      tariff: { periods: [DAY, { ...DAY, from: '19:59', to: '21:00' }] },
      says: 'periods.1: overlaps periods[0]: an hour has one price',
    },
    {
      what: 'a night that reaches into the next day’s period',
      tariff: {
        periods: [
          { ...DAY, days: ['mon'], from: '07:00', to: '09:00' },
          { ...DAY, days: ['sun'], from: '22:00', to: '07:30' },
        ],
      },
      says: 'periods.1: overlaps periods[0]: an hour has one price',
    },
    { what: 'no day at all', tariff: { periods: [{ ...DAY, days: [] }] }, says: 'periods.0.days: name at least one day' },
    { what: 'an unknown key', tariff: { price: 1 }, says: ': Unrecognized key: "price"' },
  ])('$what', ({ tariff, says }) => {
    expect(problemsOf(tariff)).toContain(says);
  });
});

it.each([
  { what: 'periods that touch', periods: [DAY, { ...DAY, from: '20:00', to: '24:00' }] },
  {
    what: 'the same hours on other days',
    periods: [
      { ...DAY, days: ['mon'] },
      { ...DAY, days: ['tue'] },
    ],
  },
  { what: 'a night that ends where the day begins', periods: [DAY, { ...DAY, from: '20:00', to: '08:00' }] },
])('accepts $what', ({ periods }) => {
  expect(problemsOf({ periods })).toEqual([]);
});
