import { type BookRow, compareDecimals, multiply, type PriceBook } from '@openfinops/core';
import { thingKey } from './live-things.ts';

/** The largest step of an EC2 price in sixteen months was -44 %; five times a price is another unit, another thing or a slip. */
const MOST_TIMES = '5';

/** Whether a price on demand is more than five times, or less than a fifth of, what the tables say of the same thing. */
export function createFarOff(tables: PriceBook): (row: BookRow) => boolean {
  return (row) => {
    const price = row.prices['on-demand'];
    const known = tables.rows(row.service, row.region, row.sku).find((other) => isSameThing(other, row))?.prices['on-demand'];
    if (price === undefined || known === undefined) return false;
    return compareDecimals(price, multiply(known, MOST_TIMES)) > 0 || compareDecimals(multiply(price, MOST_TIMES), known) < 0;
  };
}

function isSameThing(a: BookRow, b: BookRow): boolean {
  return a.meter === b.meter && a.unit === b.unit && a.currency === b.currency && thingKey(a) === thingKey(b);
}
