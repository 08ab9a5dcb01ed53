import type { RateOf } from '@openfinops/core';
import { createFakeClock } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { heatOf, pickHottest } from './hot-set.ts';
import { sampleMachine } from './sample-machine.ts';

const clock = createFakeClock();
const PRICES: Readonly<Record<string, string>> = { 'm5.large': '0.096', 'm5.24xlarge': '4.608', 'p5.48xlarge': '55.04' };
const rateOf: RateOf = (_scope, [meter]) => {
  const price = PRICES[meter?.offer.sku ?? ''] ?? null;
  return { listPerHour: price, effectivePerHour: price, currency: 'USD', missing: [] };
};
const MACHINES = [
  sampleMachine('i-large'),
  sampleMachine('i-unpriced', { sku: 'z9.huge' }),
  sampleMachine('i-gpu', { sku: 'p5.48xlarge' }),
  sampleMachine('i-24', { sku: 'm5.24xlarge' }),
  sampleMachine('i-new', { startedMs: clock.nowMs() - 60_000 }),
  sampleMachine('i-old', { startedMs: clock.nowMs() - 3_600_000 }),
];

const namesOf = (most: number, rates: RateOf): (string | undefined)[] => {
  const heats = MACHINES.map((machine) => heatOf(machine, clock.nowMs(), rates));
  return pickHottest(heats, most).map(({ resourceId }) => resourceId.split('/')[1]);
};

describe('pickHottest', () => {
  it.each([
    { most: 0, names: [] },
    { most: 1, names: ['i-new'] },
    { most: 3, names: ['i-new', 'i-gpu', 'i-24'] },
    { most: 99, names: ['i-new', 'i-gpu', 'i-24', 'i-large', 'i-old', 'i-unpriced'] },
  ])('picks $most: those just started, then the costliest, then those without a price', ({ most, names }) => {
    expect(namesOf(most, rateOf)).toEqual(names);
  });

  it('does without prices', () => {
    expect(namesOf(2, () => ({ listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] }))).toEqual(['i-new', 'i-24']);
  });
});
