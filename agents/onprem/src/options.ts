import * as z from 'zod';
import { RateCard } from './rate-card.ts';

/** Settings of the on-prem provider: flags = env = yaml = docs. */
export const OnpremOptions = z.strictObject({
  root: z
    .string()
    .min(1)
    .max(4096)
    .default('/')
    .describe('Folder that holds the proc, sys and etc to read; another than / in a container that mounts the host')
    .meta({ placeholder: 'DIR' }),
  hosting: z
    .enum(['auto', 'owned', 'cloud'])
    .default('auto')
    .describe(
      'Who owns the machine: owned is charged by the rate card, cloud is a view (its cloud agent charges it), auto asks DMI, then the metadata services',
    ),
  name: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('Display name of the machine; its host name if left out')
    .meta({ placeholder: 'NAME', examples: ['database-1'] }),
  idleThresholdRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('CPU utilisation (0..1) below which the machine counts as allocated but idle')
    .meta({ placeholder: 'RATIO' }),
  card: RateCard.optional().describe('Rate card: what the machine cost and what it draws. Without one its cost is unknown (null, reason rate-card)'),
  exampleCard: z
    .boolean()
    .default(false)
    .describe('The card is the example that `npm start` brings: every price says so (source rate-card-example)')
    .meta({ hidden: true }),
});
export type OnpremOptions = z.infer<typeof OnpremOptions>;
