import { HOUR_MS, multiply, sum } from '@openfinops/core';
import { expect, it } from 'vitest';
import { capexPerHour, cardTimes, facilityKw, opexPerHour } from './card-rates.ts';
import { OperatingCost, PurchaseCost, RateCard } from './rate-card.ts';

/** A node of eight GPUs: 290,000 less 10 % over four years, two contracts, a rack, PUE 1.3, 0.12 a kWh, 5,131.4 W. */
it('costs a node hour as worked out by hand', () => {
  const capex = capexPerHour(PurchaseCost.parse({ price: 290_000, residualRatio: 0.1, lifeYears: 4, inService: '2025-03-01' }));
  const opex = opexPerHour(OperatingCost.parse({ supportPerYear: 15_000, staffPerYear: 12_000, coloPerMonth: 1800 }));
  const energy = multiply(facilityKw('5131.4', 1.3), '0.12');

  expect(capex).toBe('7.448630136986');
  expect(opex).toBe('5.547945205479');
  expect(energy).toBe('0.8004984');
  expect(sum([capex, opex, energy])).toBe('13.797073742465');
});

it.each([
  { what: 'everything is left at the end', purchase: { price: 1000, residualRatio: 1, lifeYears: 3 }, perHour: '0' },
  { what: 'it was a present', purchase: { price: 0, lifeYears: 3 }, perHour: '0' },
  { what: 'cents matter', purchase: { price: 8760.01, lifeYears: 1 }, perHour: '1.000001141553' },
])('writes off $perHour an hour when $what', ({ purchase, perHour }) => {
  expect(capexPerHour(PurchaseCost.parse({ inService: '2025-03-01', ...purchase }))).toBe(perHour);
});

it('writes a machine off after exactly its hours of life', () => {
  const card = RateCard.parse({ purchase: { price: 1, lifeYears: 2.5, inService: '2025-03-01', retired: '2026-01-01T00:00:00+01:00' } });

  const times = cardTimes(card);

  expect(times).toEqual({
    inServiceMs: Date.UTC(2025, 2, 1),
    writtenOffMs: Date.UTC(2025, 2, 1) + 21_900 * HOUR_MS,
    retiredMs: Date.UTC(2025, 11, 31, 23),
  });
});
