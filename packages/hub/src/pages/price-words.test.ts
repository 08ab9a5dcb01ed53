import { type LinePrice, toJoined } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { describePrice, explainPrice, isExample, pricesInUse } from './price-words.ts';

const LIVE = { source: 'live', asOf: '2026-11-21T08:00:00Z', id: null, basis: 'spot', estimated: false, tierNotApplied: false } as const;
const PRICED: LinePrice = { ...LIVE, listPrice: '1', effectivePrice: '1' };

describe('the words of a price', () => {
  it.each([
    { price: PRICED, short: 'provider’s list, 2 h old', long: 'provider’s list (spot) as of 2026-11-21T08:00:00Z' },
    {
      price: { ...PRICED, source: 'region-factor', id: 'ABC', estimated: true, tierNotApplied: true } as const,
      short: 'another region’s price, 2 h old, estimated, before volume tiers',
      long: 'another region’s price (spot) as of 2026-11-21T08:00:00Z, price id ABC, estimated, before volume tiers',
    },
    { price: { ...PRICED, asOf: 'spring' }, short: 'provider’s list, as of spring', long: 'provider’s list (spot) as of spring' },
    { price: { waived: true } as const, short: 'waived by the provider', long: 'waived by the provider' },
    {
      price: { missing: 'zone-unknown' } as const,
      short: 'no price: the provider did not say its zone',
      long: 'no price: the provider did not say its zone. Nothing: it is priced as soon as the zone is told.',
    },
  ])('are in short "$short"', ({ price, short, long }) => {
    expect(describePrice(price, SAMPLE_HOUR_MS)).toBe(short);
    expect(explainPrice(price)).toBe(long);
  });

  it('are those of the latest charge of each meter', () => {
    const charges = [
      sampleCharge({ price: '2' }),
      sampleCharge({ meter: 'storage', price: '3' }),
      sampleCharge({ hourStartMs: SAMPLE_HOUR_MS - 3_600_000, price: '9' }),
    ].map((charge) => toJoined(charge, 'a'));

    expect(pricesInUse(charges)).toMatchObject([{ effectivePrice: '2' }, { effectivePrice: '3' }]);
  });

  it('tell an example from everything else', () => {
    expect([{ ...PRICED, source: 'rate-card-example' } as const, PRICED, { waived: true } as const].map(isExample)).toEqual([true, false, false]);
  });
});
