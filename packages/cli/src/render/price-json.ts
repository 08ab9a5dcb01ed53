import type { FoundPrice } from '../commands/price/create-look-up.ts';

/** What `price lookup --json` prints: money as decimal text, null where it is not known, and then why. */
export function priceJson(found: FoundPrice): Record<string, unknown> {
  const { provider, service, region, zone, sku, meter, purchase, attributes } = found.key;
  const key = { provider, service, region, zone: zone ?? null, sku, meter, purchase: found.commitment ?? purchase, attributes };
  if (found.row === null) return { ...NOTHING, missing: found.missing, hint: found.hint, key };
  const { row, price } = found;
  const hourly = (amount: string): string | null => (row.unit === 'h' && row.currency === 'USD' ? amount : null);
  return {
    usd_per_hour: hourly(price),
    source: row.source,
    as_of: row.asOf,
    basis: row.basis,
    estimated: row.estimated,
    price,
    unit: row.unit,
    currency: row.currency,
    list_price: row.listPrice,
    effective_price: row.effectivePrice,
    effective_usd_per_hour: hourly(row.effectivePrice),
    price_id: row.id,
    tier_not_applied: row.tierNotApplied,
    estimated_because: row.estimatedBecause ?? [],
    missing: null,
    hint: null,
    key,
  };
}

const NOTHING = {
  usd_per_hour: null,
  source: null,
  as_of: null,
  basis: null,
  estimated: null,
  price: null,
  unit: null,
  currency: null,
  list_price: null,
  effective_price: null,
  effective_usd_per_hour: null,
  price_id: null,
  tier_not_applied: null,
  estimated_because: [],
};
