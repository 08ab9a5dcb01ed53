import * as z from 'zod';
import { Tariff } from './tariff.ts';

const Money = z.number().min(0, 'must not be negative').max(1_000_000_000, 'must be at most 1,000,000,000');
const Watts = z.number().min(0, 'must not be negative').max(1_000_000, 'must be at most 1,000,000 W');
const Instant = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true })],
  'must be a date (2025-03-01, which starts at 00:00 UTC) or an instant (2025-03-01T08:00:00+01:00)',
);

/** What was paid for the machine, and over which time it is written off. */
export const PurchaseCost = z
  .strictObject({
    price: Money.describe('Purchase price, in the currency of the card').meta({ examples: [12000] }),
    residualRatio: z.number().min(0).max(1).default(0).describe('Part of the price (0..1) that is left at the end of its life'),
    lifeYears: z
      .number()
      .min(0.1)
      .max(50)
      .describe('Years over which it is written off, in a straight line; a year is 8,760 h')
      .meta({ examples: [5] }),
    inService: Instant.describe('When it went into service').meta({ examples: ['2025-03-01'] }),
    retired: Instant.optional()
      .describe('When it was taken out of service')
      .meta({ examples: ['2030-03-01'] }),
  })
  .superRefine(({ inService, retired }, context) => {
    if (retired === undefined || Date.parse(retired) > Date.parse(inService)) return;
    context.addIssue({ code: 'custom', path: ['retired'], message: `must be later than inService (${inService})` });
  });
export type PurchaseCost = z.infer<typeof PurchaseCost>;

/** What it costs to keep, whether it runs or not. */
export const OperatingCost = z.strictObject({
  supportPerYear: Money.default(0).describe('Support and maintenance contracts'),
  staffPerYear: Money.default(0).describe('Share of the people who run it'),
  coloPerMonth: Money.default(0).describe('Rack, room or colocation fee, 12 a year'),
  coloIncludesPower: z.boolean().default(false).describe('The colocation fee pays for the electricity: energy is not charged again'),
  otherPerYear: Money.default(0).describe('Licences, network, insurance and the like'),
});
export type OperatingCost = z.infer<typeof OperatingCost>;

/** Where the electrical power of the machine is known from. */
export const Power = z
  .strictObject({
    watts: Watts.optional()
      .describe('It always draws this much; excludes the other keys')
      .meta({ examples: [400] }),
    measured: z
      .enum(['rapl', 'acpi'])
      .optional()
      .describe('Measure it: rapl = energy counters of the CPU packages, acpi = power meter of the board or chassis'),
    otherWatts: Watts.optional()
      .describe('What the rapl counters do not see (disks, fans, boards), added to them')
      .meta({ examples: [100] }),
    idleWatts: Watts.optional()
      .describe('Draw at rest, for an estimate by CPU utilisation where nothing is measured')
      .meta({ examples: [150] }),
    maxWatts: Watts.optional()
      .describe('Draw at full load, for the same estimate')
      .meta({ examples: [450] }),
  })
  .superRefine(({ watts, measured, otherWatts, idleWatts, maxWatts }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const estimated = idleWatts !== undefined || maxWatts !== undefined;
    if (watts !== undefined && (measured !== undefined || estimated))
      complain('watts', 'excludes measured, idleWatts and maxWatts: a machine has one power');
    if (watts === undefined && measured === undefined && !estimated) complain('watts', 'say watts, measured, or idleWatts and maxWatts');
    if (idleWatts !== undefined && maxWatts === undefined) complain('maxWatts', 'is needed beside idleWatts');
    if (maxWatts !== undefined && idleWatts === undefined) complain('idleWatts', 'is needed beside maxWatts');
    if (idleWatts !== undefined && maxWatts !== undefined && maxWatts < idleWatts) complain('maxWatts', `must be at least idleWatts (${idleWatts})`);
    if (otherWatts !== undefined && measured !== 'rapl') complain('otherWatts', 'goes with measured: rapl alone');
  });
export type Power = z.infer<typeof Power>;

/** What a machine of one's own costs. There is no default card: without one its cost is unknown. */
export const RateCard = z
  .strictObject({
    site: z
      .string()
      .max(63)
      .regex(/^[a-z0-9-]+$/, 'must be of a-z, 0-9 and -')
      .optional()
      .describe('Site that the cost is booked on (the account); onprem if left out')
      .meta({ examples: ['fra1'] }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code like USD or EUR')
      .default('USD')
      .describe('Currency of every amount on the card (ISO 4217)'),
    asOf: Instant.optional()
      .describe('When the card was last checked; the date of service if left out')
      .meta({ examples: ['2026-11-01'] }),
    purchase: PurchaseCost.describe('What was paid, and over which time it is written off'),
    opex: OperatingCost.optional().describe('What it costs to keep, whether it runs or not'),
    power: Power.optional().describe('Where its electrical power is known from'),
    pue: z
      .number()
      .min(1, 'must be at least 1: the building cannot draw less than the machines in it')
      .max(5, 'must be at most 5')
      .default(1)
      .describe('Power usage effectiveness: power of the building over power of the machines in it'),
    tariff: Tariff.optional().describe('Price of a kWh, by hour of the week'),
  })
  .superRefine(({ opex, tariff, power }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (opex?.coloIncludesPower === true && tariff !== undefined) complain('tariff', 'would charge power twice: opex.coloIncludesPower is set');
    if (tariff !== undefined && power === undefined) complain('power', 'is needed beside a tariff: nothing says how much is drawn');
  });
export type RateCard = z.infer<typeof RateCard>;
