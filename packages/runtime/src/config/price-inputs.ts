import { isDecimal, METERS, toDecimal } from '@openfinops/core';
import * as z from 'zod';
import { sayNearest } from './nearest.ts';

const PURCHASES = ['on-demand', 'spot', 'capacity-block', 'owned', 'unknown'];
const Pattern = z.string().min(1).max(512);

/** A decimal as YAML number or, to keep every digit, as text in quotes; not negative. */
export const DecimalInput = z.union([z.number(), z.string()]).transform((value, context) => {
  const text = typeof value === 'number' ? toDecimal(value) : value.trim();
  const problem = decimalProblem(text);
  if (problem === undefined) return text;
  context.issues.push({ code: 'custom', message: problem, input: value });
  return z.NEVER;
});

/** Which prices an entry speaks for. */
export const PriceMatch = z
  .strictObject({
    provider: Pattern.exactOptional()
      .describe('aws, azure, gcp or onprem.')
      .meta({ examples: ['aws'] }),
    accountId: Pattern.exactOptional()
      .describe('Account, subscription, project or site.')
      .meta({ examples: ['123456789012'] }),
    service: Pattern.exactOptional()
      .describe('ec2, disk, host, ….')
      .meta({ examples: ['ec2'] }),
    region: Pattern.exactOptional()
      .describe('As the provider names it.')
      .meta({ examples: ['us-west-2'] }),
    zone: Pattern.exactOptional()
      .describe('As the provider names it.')
      .meta({ examples: ['us-west-2a'] }),
    sku: Pattern.exactOptional()
      .describe('What the price list calls it.')
      .meta({ examples: ['m5.*'] }),
    meter: Pattern.exactOptional()
      .describe('compute, storage, energy, ….')
      .meta({ examples: ['compute'] }),
    purchase: Pattern.exactOptional()
      .describe('on-demand, spot, capacity-block, owned.')
      .meta({ examples: ['on-demand'] }),
    attributes: z.record(z.string(), Pattern).exactOptional().describe('By name: os, tenancy, licence, engine, deployment.'),
  })
  .superRefine((match, context) => {
    if (Object.keys(match).length === 0)
      context.addIssue({ code: 'custom', message: 'must name at least one field; an entry for everything is never meant' });
    checkKnown(match.meter, 'meter', Object.keys(METERS), context);
    checkKnown(match.purchase, 'purchase', PURCHASES, context);
  });

function decimalProblem(text: string): string | undefined {
  if (text.startsWith('-')) return 'must not be negative';
  return isDecimal(text) ? undefined : 'must be a number without exponent or separators, such as 0.0875';
}

function checkKnown(value: string | undefined, name: string, known: readonly string[], context: z.core.$RefinementCtx): void {
  if (value === undefined || value.includes('*') || known.includes(value)) return;
  context.addIssue({ code: 'custom', path: [name], message: `is no known ${name}${sayNearest(value, known)}` });
}
