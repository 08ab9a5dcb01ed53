import * as z from 'zod';
import { isTimeZone } from './time-zone.ts';
import { DAY_NAMES, weekSpansOf } from './week.ts';

const UnitPrice = z.number().min(0, 'must not be negative').max(1000, 'must be at most 1,000 a kWh');

/** Hours of the week that have a price of their own. */
export const TariffPeriod = z.strictObject({
  days: z
    .array(z.enum(DAY_NAMES))
    .min(1, 'name at least one day')
    .default([...DAY_NAMES])
    .describe('Days on which it begins; every day if left out'),
  from: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 08:00')
    .describe('First minute, local time')
    .meta({ examples: ['08:00'] }),
  to: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day like 20:00, at most 24:00')
    .describe('End, not included; not later than `from` means on the next day')
    .meta({ examples: ['20:00'] }),
  pricePerKwh: UnitPrice.describe('Price of a kWh in these hours').meta({ examples: [0.22] }),
});
export type TariffPeriod = z.infer<typeof TariffPeriod>;

/** Price of a kWh by local hour of the week. */
export const Tariff = z
  .strictObject({
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no time zone that this Node knows (like Europe/Berlin or UTC)')
      .default('UTC')
      .describe('IANA time zone of the periods'),
    pricePerKwh: UnitPrice.describe('Price of a kWh outside all periods').meta({ examples: [0.12] }),
    periods: z.array(TariffPeriod).max(200).default([]).describe('Hours with a price of their own (time of use); they must not overlap'),
  })
  .superRefine(({ periods }, context) => {
    for (const [index, period] of periods.entries()) {
      if (period.from === period.to) {
        context.addIssue({ code: 'custom', path: ['periods', index, 'to'], message: 'must differ from `from`; a whole day is 00:00 to 24:00' });
      }
      const earlier = periods.slice(0, index).findIndex((other) => overlap(other, period));
      if (earlier >= 0)
        context.addIssue({ code: 'custom', path: ['periods', index], message: `overlaps periods[${earlier}]: an hour has one price` });
    }
  });
export type Tariff = z.infer<typeof Tariff>;

function overlap(a: TariffPeriod, b: TariffPeriod): boolean {
  const others = weekSpansOf(b);
  return weekSpansOf(a).some((one) => others.some((other) => one.fromMinute < other.toMinute && other.fromMinute < one.toMinute));
}
