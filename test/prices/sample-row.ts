/** One question and the answer that the facts alone give; empty: not asked, or not judged. */
export interface SampleRow {
  readonly provider: string;
  readonly service: string;
  readonly region: string;
  readonly sku: string;
  readonly meter: string;
  readonly os: string;
  readonly licence: string;
  readonly purchase: string;
  readonly engine: string;
  readonly deployment: string;
  /** The price that is paid: of a commitment the committed rate, else the list price. */
  readonly price: string;
  readonly unit: string;
  readonly currency: string;
  readonly as_of: string;
  readonly source: string;
  readonly estimated: string;
}

export const SAMPLE_COLUMNS = [
  'provider',
  'service',
  'region',
  'sku',
  'meter',
  'os',
  'licence',
  'purchase',
  'engine',
  'deployment',
  'price',
  'unit',
  'currency',
  'as_of',
  'source',
  'estimated',
] as const satisfies readonly (keyof SampleRow)[];

/** The day on which the sample is asked; prices older than 400 days before it are estimates. */
export const SAMPLE_DAY = '2026-11-21';
const ESTIMATED_AFTER_DAYS = 400;
const DAY_MS = 86_400_000;

export type RowParts = Pick<SampleRow, 'provider' | 'service' | 'region' | 'sku' | 'price' | 'as_of'> &
  Partial<SampleRow> & { readonly isExact?: boolean };

/** Fills what most rows share: an hour of compute in dollars, on demand, out of the table. */
export function sampleRow({ isExact = true, ...parts }: RowParts): SampleRow {
  return {
    meter: 'compute',
    os: '',
    licence: '',
    purchase: '',
    engine: '',
    deployment: '',
    unit: 'h',
    currency: 'USD',
    source: 'bundled',
    estimated: `${!isExact || isOld(parts.as_of)}`,
    ...parts,
  };
}

export function isOld(asOf: string): boolean {
  return Date.parse(SAMPLE_DAY) - Date.parse(asOf) > ESTIMATED_AFTER_DAYS * DAY_MS;
}

export function formatRow(row: SampleRow): string {
  return SAMPLE_COLUMNS.map((column) => (/[,"]/.test(row[column]) ? `"${row[column]}"` : row[column])).join(',');
}
