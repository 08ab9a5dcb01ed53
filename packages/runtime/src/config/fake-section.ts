import * as z from 'zod';

/** A provider's section for tests: what real ones have, and nothing else. */
export const FakeSection = z
  .strictObject({
    root: z.string().min(1).default('/').describe('Folder to read.').meta({ placeholder: 'DIR' }),
    region: z.array(z.string()).optional().describe('Regions to look at.'),
    hosting: z.enum(['auto', 'owned', 'cloud']).default('auto').describe('Who owns the machine.'),
    apiKey: z.string().optional().describe('Key of the meter.').meta({ secret: true }),
    isExample: z.boolean().default(false).meta({ hidden: true }),
    card: z
      .strictObject({
        pue: z.number().min(1).max(5).default(1).describe('Power of the building over power of the machines.'),
        purchase: z.strictObject({ price: z.number().min(0), inService: z.iso.date() }).describe('What was paid.'),
        timeZone: z
          .string()
          .refine((zone) => zone.includes('/'), 'is no known time zone')
          .optional(),
        periods: z
          .array(z.strictObject({ from: z.string(), to: z.string() }))
          .default([])
          .superRefine((periods, context) => {
            if (periods.length > 1) context.addIssue({ code: 'custom', path: [1], message: 'overlaps the first period' });
          }),
      })
      .optional()
      .describe('What the machine cost.'),
  })
  .describe('A provider that does not exist.');
