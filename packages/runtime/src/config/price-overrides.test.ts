import { createOverrides, type PriceKey } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { PriceOptions } from './price-options.ts';

const GOOD = { match: { provider: 'aws', sku: 'm5.*', meter: 'compute' }, price: '0.0875', unit: 'h', asOf: '2026-11-01' };

function problemsOf(entry: unknown): string[] {
  const parsed = PriceOptions.safeParse({ overrides: [entry] });
  return (parsed.error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')} ${message}`);
}

describe('price overrides', () => {
  it.each([
    { given: '0.0875', decimal: '0.0875' },
    { given: 0.0875, decimal: '0.0875' },
    { given: 1e-7, decimal: '0.0000001' },
    { given: '0.12345678901234567890123', decimal: '0.12345678901234567890123' },
    { given: 0, decimal: '0' },
  ])('keep every digit of the price $given', ({ given, decimal }) => {
    const parsed = PriceOptions.parse({ overrides: [{ ...GOOD, price: given }] });

    expect(parsed.overrides[0]?.price).toBe(decimal);
  });

  it('are what the price resolver takes', () => {
    const { overrides } = PriceOptions.parse({ overrides: [{ ...GOOD, effectivePrice: '0.07' }] });
    const key: PriceKey = {
      provider: 'aws',
      accountId: '1',
      service: 'ec2',
      region: 'us-west-2',
      sku: 'm5.large',
      meter: 'compute',
      purchase: 'on-demand',
      attributes: {},
    };

    const answer = createOverrides(overrides).source.find(key, { startMs: 0, endMs: 3_600_000 });

    expect(answer).toMatchObject({ rows: [{ listPrice: '0.0875', effectivePrice: '0.07', unit: 'h', currency: 'USD', asOf: '2026-11-01' }] });
  });

  it('are none unless given', () => {
    const parsed = PriceOptions.parse({});

    expect(parsed).toEqual({ overrides: [], commitments: [] });
  });

  it.each([
    { what: 'a negative price', entry: { ...GOOD, price: -1 }, problem: 'price must not be negative' },
    { what: 'a negative price in quotes', entry: { ...GOOD, price: '-0.01' }, problem: 'price must not be negative' },
    { what: 'an absurd price', entry: { ...GOOD, price: 1_000_001 }, problem: 'price must be at most 1000000 USD' },
    { what: 'an absurd effective price', entry: { ...GOOD, effectivePrice: 2e9 }, problem: 'effectivePrice must be at most 1000000 USD' },
    {
      what: 'a price with an exponent in quotes',
      entry: { ...GOOD, price: '1e3' },
      problem: 'price must be a number without exponent or separators, such as 0.0875',
    },
    {
      what: 'a price with separators',
      entry: { ...GOOD, price: '1,000' },
      problem: 'price must be a number without exponent or separators, such as 0.0875',
    },
    {
      what: 'a price without unit',
      entry: { match: GOOD.match, price: 1, asOf: GOOD.asOf },
      problem: 'unit is required with price: h, GiB-month, kWh, …',
    },
    { what: 'the unit of another meter', entry: { ...GOOD, unit: 'kWh' }, problem: 'unit must be h for the meter compute' },
    { what: 'neither price nor percent', entry: { match: GOOD.match, asOf: GOOD.asOf }, problem: 'price is required, unless percent is given' },
    { what: 'price and percent', entry: { ...GOOD, percent: 10 }, problem: 'percent cannot be given together with price' },
    { what: 'more than all of it off', entry: { match: GOOD.match, asOf: GOOD.asOf, percent: '100.1' }, problem: 'percent must be at most 100' },
    {
      what: 'an effective price alone',
      entry: { match: GOOD.match, asOf: GOOD.asOf, percent: 5, effectivePrice: 1 },
      problem: 'effectivePrice needs price, the list price, beside it',
    },
    {
      what: 'a match for everything',
      entry: { ...GOOD, match: {} },
      problem: 'match must name at least one field; an entry for everything is never meant',
    },
    { what: 'an unknown meter', entry: { ...GOOD, match: { meter: 'compte' } }, problem: 'match.meter is no known meter; did you mean "compute"?' },
    {
      what: 'an unknown purchase',
      entry: { ...GOOD, match: { purchase: 'ondemand' } },
      problem: 'match.purchase is no known purchase; did you mean "on-demand"?',
    },
    { what: 'an unknown currency', entry: { ...GOOD, currency: 'dollars' }, problem: 'currency must be three capital letters, such as USD' },
    { what: 'a date that is none', entry: { ...GOOD, asOf: '2026-02-30' }, problem: 'asOf must be a date such as 2026-11-01, in quotes or not' },
  ])('refuse $what', ({ entry, problem }) => {
    const problems = problemsOf(entry);

    expect(problems).toEqual([problem]);
  });

  it('take patterns where they take names, and large amounts of small currencies', () => {
    const problems = problemsOf({ ...GOOD, match: { meter: '*', purchase: '*spot*' }, currency: 'IDR', price: 1_600_000 });

    expect(problems).toEqual([]);
  });
});
