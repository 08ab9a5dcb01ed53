import { COMMITMENT_COLUMNS, compareDecimals, isCommitmentColumn } from '@openfinops/core';
import * as z from 'zod';
import { sayNearest } from './nearest.ts';
import { DecimalInput, PriceMatch } from './price-inputs.ts';

/** A reservation, savings plan or committed use: nobody sees it on one machine, so it is told. */
export const CommitmentEntry = z
  .strictObject({
    match: PriceMatch.describe('Which prices it covers: each field exact, or a pattern with *; a field left out matches everything.'),
    kind: z
      .string()
      .min(1)
      .max(100)
      .describe(`Whose rate the price tables list: ${COMMITMENT_COLUMNS.join(', ')}; or a name of your own beside rate or discount.`)
      .meta({ examples: ['reserved-1y-standard'] }),
    coverage: DecimalInput.describe('Share of the matched hours that it covers, 0..1.').meta({ examples: [0.7] }),
    rate: DecimalInput.exactOptional()
      .describe('What one covered unit costs.')
      .meta({ examples: ['0.0605'] }),
    discount: DecimalInput.exactOptional()
      .describe('Percent that a covered unit costs less than the list price, 0..100.')
      .meta({ examples: [27] }),
    asOf: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date such as 2026-11-01, in quotes or not')
      .exactOptional()
      .describe('Since when you know it.')
      .meta({ examples: ['2026-11-01'] }),
    note: z.string().max(500).exactOptional().describe('Where it comes from: contract, invoice, person.'),
  })
  .superRefine(({ kind, coverage, rate, discount }, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (compareDecimals(coverage, '1') > 0) add('coverage', 'must be at most 1: it is a share of the hours, 0.7 is 70 %');
    if (discount !== undefined && compareDecimals(discount, '100') > 0) add('discount', 'must be at most 100');
    if (discount !== undefined && rate !== undefined) add('discount', 'cannot be given together with rate');
    if (discount === undefined && rate === undefined && !isCommitmentColumn(kind)) {
      add('kind', `is in no price table, so rate or discount is required${sayNearest(kind, COMMITMENT_COLUMNS)}`);
    }
  });
