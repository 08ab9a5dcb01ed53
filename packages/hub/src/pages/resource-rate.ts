import type { Decimal, WireResource } from '@openfinops/core';
import { formatMoney, UNKNOWN } from './format.ts';

export interface Rate {
  readonly perHour: Decimal;
  readonly currency: string;
}

/** What a resource costs an hour as it runs now; null: not known, or nobody described it. */
export function rateOf(resource: WireResource | null): Rate | null {
  if (resource === null) return null;
  if (resource.usd_per_hour !== null) return { perHour: resource.usd_per_hour, currency: 'USD' };
  const perHour = resource.rate_per_hour ?? null;
  return perHour === null ? null : { perHour, currency: resource.currency ?? 'USD' };
}

/** `$0.192 / h`. */
export function formatResourceRate(rate: Rate | null): string {
  return rate === null ? UNKNOWN : `${formatMoney(rate.perHour, rate.currency)} / h`;
}
