import type { BookRow, PricedThing } from '@openfinops/core';

/** What a price depends on beside its SKU, and what it is where nobody says so. */
const USUAL: Readonly<Record<string, string>> = { os: 'linux', tenancy: 'shared', licence: 'included', deployment: 'single-az', engine: '', gpu: '' };

/** Tells apart what a price list may price apart, and nothing else: the state or the name of a machine changes no price. */
export function thingKey({ sku, attributes }: PricedThing): string {
  return JSON.stringify([sku.toLowerCase(), ...Object.entries(USUAL).map(([name, usual]) => attributes[name] ?? usual)]);
}

/** What the rows are prices of, each once. */
export function thingsOf(rows: readonly BookRow[]): PricedThing[] {
  return [...new Map(rows.map(({ sku, attributes }) => [thingKey({ sku, attributes }), { sku, attributes }])).values()];
}

/** Rows of these things only. */
export function rowsOfThings(rows: readonly BookRow[], things: readonly PricedThing[]): BookRow[] {
  const keys = new Set(things.map(thingKey));
  return rows.filter((row) => keys.has(thingKey(row)));
}
