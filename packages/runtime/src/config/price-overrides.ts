import { compareDecimals, METERS, type PriceOverride } from '@openfinops/core';
import * as z from 'zod';
import { DecimalInput, PriceMatch } from './price-inputs.ts';

/** Above this an hourly (or per-unit) price in dollars is a slip of the keyboard. */
const MAX_USD = '1000000';
/** The same for currencies whose unit is small. */
const MAX_OTHER = '100000000000';

/** One price or discount that the operator knows better than any list. */
export const PriceOverrideEntry = z
  .strictObject({
    match: PriceMatch.describe('Which prices it speaks for: each field exact, or a pattern with *; a field left out matches everything.'),
    price: DecimalInput.exactOptional()
      .describe('List price of one unit, in place of every other source.')
      .meta({ examples: ['0.0875'] }),
    effectivePrice: DecimalInput.exactOptional()
      .describe('What is really paid for one unit, where that differs from the list price.')
      .meta({ examples: ['0.07'] }),
    unit: z
      .enum([...new Set(Object.values(METERS).flat())])
      .exactOptional()
      .describe('What the price is for one of; needed with price.')
      .meta({ examples: ['h'] }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as USD')
      .default('USD')
      .describe('What price and effectivePrice are in.'),
    percent: DecimalInput.exactOptional()
      .describe('Percent off the list price, 0..100, in place of a price.')
      .meta({ examples: [12.5] }),
    asOf: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date such as 2026-11-01, in quotes or not')
      .describe('Since when you know it.')
      .meta({ examples: ['2026-11-01'] }),
    note: z.string().max(500).exactOptional().describe('Where it comes from: contract, invoice, person.'),
  })
  .superRefine((override, context) => {
    for (const { path, message } of overrideProblems(override)) context.addIssue({ code: 'custom', path, message });
  });

/** All that one entry may get wrong between its fields. */
function overrideProblems(override: PriceOverride & { currency: string }): { path: string[]; message: string }[] {
  const { match, price, effectivePrice, unit, percent, currency } = override;
  const problems: { path: string[]; message: string }[] = [];
  const add = (path: string, message: string): unknown => problems.push({ path: [path], message });

  if (price === undefined && percent === undefined) add('price', 'is required, unless percent is given');
  if (price !== undefined && percent !== undefined) add('percent', 'cannot be given together with price');
  if (percent !== undefined && compareDecimals(percent, '100') > 0) add('percent', 'must be at most 100');
  if (effectivePrice !== undefined && price === undefined) add('effectivePrice', 'needs price, the list price, beside it');
  if (price !== undefined && unit === undefined) add('unit', 'is required with price: h, GiB-month, kWh, …');
  if (unit !== undefined && !unitsOf(match.meter).includes(unit))
    add('unit', `must be ${unitsOf(match.meter).join(' or ')} for the meter ${match.meter}`);

  const limit = currency === 'USD' ? MAX_USD : MAX_OTHER;
  if (price !== undefined && compareDecimals(price, limit) > 0) add('price', `must be at most ${limit} ${currency}`);
  if (effectivePrice !== undefined && compareDecimals(effectivePrice, limit) > 0) add('effectivePrice', `must be at most ${limit} ${currency}`);
  return problems;
}

/** The units that a meter may be charged in; all of them for a pattern. */
function unitsOf(meter: string | undefined): readonly string[] {
  const units: Readonly<Record<string, readonly string[]>> = METERS;
  return (meter === undefined ? undefined : units[meter]) ?? Object.values(METERS).flat();
}
