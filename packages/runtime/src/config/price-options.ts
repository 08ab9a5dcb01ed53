import * as z from 'zod';
import { CommitmentEntry } from './price-commitments.ts';
import { PriceOverrideEntry } from './price-overrides.ts';

/** The section `prices` of the configuration. */
export const PriceOptions = z
  .strictObject({
    overrides: z
      .array(PriceOverrideEntry)
      .max(5_000)
      .default([])
      .describe('Prices of your own. Exact matches go before patterns, prices before percentages; one that matches nothing is reported.'),
    commitments: z
      .array(CommitmentEntry)
      .max(1_000)
      .default([])
      .describe(
        'Reservations, savings plans and committed use. They change what is really paid, never the list price; the first that matches counts.',
      ),
  })
  .describe('What you know better about prices than any price list.');
export type PriceOptions = z.output<typeof PriceOptions>;
