import { HOUR_MS } from './hours.ts';
import type { MeterName, Offer, Resource, ScopeId } from './model.ts';
import { divide, multiply, sum } from './money.ts';
import { priceAt, priceKeyOf } from './price-facts.ts';
import type { MissingReason, PriceResolver } from './pricing.ts';
import { parseScopeId } from './scopes.ts';

/** What runs now at what price: for display, never added up into money. */
export interface RateNow {
  readonly listPerHour: string | null;
  readonly effectivePerHour: string | null;
  readonly currency: string;
  readonly missing: readonly { readonly reason: MissingReason; readonly sku: string; readonly hint?: string }[];
}

/** A meter that bills now. */
export interface RunningMeter {
  readonly meter: MeterName;
  readonly offer: Offer;
}

/** The meters of a resource that bill now, as sighted. */
export function runningMeters(resource: Resource): RunningMeter[] {
  return resource.sightings.filter((sighting) => sighting.bills === true && sighting.waived !== true).map(({ meter, offer }) => ({ meter, offer }));
}

/** The sum of the meters' rates per hour; null as soon as one of them has no price. A counted meter has no rate. */
export function rateNow(scope: ScopeId, meters: readonly RunningMeter[], prices: PriceResolver, atMs: number): RateNow {
  const parts = parseScopeId(scope);
  if (parts === undefined) throw new RangeError(`"${scope}" is no scope id`);
  const list: string[] = [];
  const effective: string[] = [];
  const missing: RateNow['missing'][number][] = [];
  let currency: string | undefined;
  const hour = { startMs: Math.floor(atMs / HOUR_MS) * HOUR_MS, endMs: Math.floor(atMs / HOUR_MS) * HOUR_MS + HOUR_MS };
  for (const { meter, offer } of meters) {
    if (offer.unitMs === null) continue;
    const answer = prices.resolve(priceKeyOf(parts, meter, offer), hour);
    if ('missing' in answer) {
      missing.push({ reason: answer.missing, sku: offer.sku, ...(answer.hint === undefined ? {} : { hint: answer.hint }) });
      continue;
    }
    const row = priceAt(answer.rows, atMs);
    if (row === undefined) continue;
    currency ??= row.currency;
    if (row.currency !== currency) missing.push({ reason: 'currency', sku: offer.sku });
    list.push(perHour(row.listPrice, offer.amount, offer.unitMs));
    effective.push(perHour(row.effectivePrice, offer.amount, offer.unitMs));
  }
  const known = missing.length === 0;
  return { listPerHour: known ? sum(list) : null, effectivePerHour: known ? sum(effective) : null, currency: currency ?? 'USD', missing };
}

function perHour(price: string, amount: string, unitMs: number): string {
  const perUnit = multiply(price, amount);
  return unitMs === HOUR_MS ? perUnit : divide(multiply(perUnit, String(HOUR_MS)), String(unitMs));
}
