import { METERS, type MeterName } from '@openfinops/core';

/** Tables of another major are refused: a column may mean something else there. A newer minor only adds what may be ignored. */
export const SCHEMA_VERSION = '1.0';

/** What a price depends on beside its place, its SKU and its meter. */
export const ATTRIBUTE_COLUMNS = ['os', 'tenancy', 'licence', 'engine', 'deployment', 'direction'] as const;
export type AttributeColumn = (typeof ATTRIBUTE_COLUMNS)[number];

/** What tells one row of a price table from another, in the order of the columns. */
export const KEY_COLUMNS = ['service', 'region', 'zone', 'sku', 'meter', 'unit', 'currency', ...ATTRIBUTE_COLUMNS] as const;
export type KeyColumn = (typeof KEY_COLUMNS)[number];

/** What follows the prices; an empty field is the manifest's. */
export const TAIL_COLUMNS = ['as-of', 'basis', 'note'] as const;

/** The note of a price that holds for the first amounts only. */
export const FIRST_TIER = 'first-tier';

/** Units that a provider quotes by and nothing is charged in: a whole disk a month, binary gigabytes of traffic. */
const QUOTED_UNITS: Readonly<Partial<Record<MeterName, readonly string[]>>> = { storage: ['disk-month'], data: ['GiB'], egress: ['GiB'] };

export function isMeter(text: string): text is MeterName {
  return Object.hasOwn(METERS, text);
}

/** Whether a price of the meter may be quoted in the unit. */
export function isUnitOf(meter: MeterName, unit: string): boolean {
  const charged: readonly string[] = METERS[meter];
  return charged.includes(unit) || (QUOTED_UNITS[meter]?.includes(unit) ?? false);
}

/** A price in plain notation, above 0. */
export function isPrice(text: string): boolean {
  return /^\d{1,12}(?:\.\d{1,20})?$/.test(text) && /[1-9]/.test(text);
}

export function isIsoDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** ISO 4217, by its shape. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}
