import { PRICE_COLUMNS, ROW_BASES } from '@openfinops/core';
import * as z from 'zod';
import { ATTRIBUTE_COLUMNS, isIsoDate, SCHEMA_VERSION } from './table-format.ts';

const IsoDate = z.string().refine(isIsoDate, 'must be a date like 2026-07-30');
const Column = z.enum(PRICE_COLUMNS);
const Basis = z.enum(ROW_BASES);

/** Where figures were read, under which licence. */
export const TableSource = z.object({ name: z.string(), url: z.string().optional(), commit: z.string().optional(), licence: z.string() });
export type TableSource = z.infer<typeof TableSource>;

/** Something that the tables do not have, and why. */
export const TableGap = z.object({ service: z.string(), region: z.string().optional(), what: z.string(), why: z.string() });
export type TableGap = z.infer<typeof TableGap>;

const TABLE_KINDS = ['prices', 'tokens', 'specs', 'surcharges', 'unit-prices', 'region-factors', 'commitment-ratios', 'gpu-models'] as const;

/** One file of a provider: what all its rows share, where they come from and what the file must hash to. */
export const TableFile = z.object({
  /** Below the provider's folder. */
  path: z.string().regex(/^[\w-]+(?:\/[\w-]+)?\.csv$/, 'must be a CSV file in this folder or one below'),
  kind: z.enum(TABLE_KINDS),
  /** Absent: the rows name it; `services` counts them. */
  service: z.string().optional(),
  services: z.record(z.string(), z.int().positive()).optional(),
  region: z.string().optional(),
  meter: z.string().optional(),
  unit: z.string().optional(),
  currency: z.string().optional(),
  /** Hours of a month in every unit that ends in `-month`. */
  monthHours: z.number().positive().optional(),
  /** Date of every row that names none. */
  asOf: IsoDate.optional(),
  /** Oldest and newest date, where rows differ. */
  asOfRange: z.tuple([IsoDate, IsoDate]).optional(),
  /** Basis of every row that names none; absent: `list`. */
  basis: Basis.optional(),
  /** What stands before every SKU of the file. */
  skuPrefix: z.string().optional(),
  columnBasis: z.partialRecord(Column, Basis).optional(),
  columnAsOf: z.partialRecord(Column, IsoDate).optional(),
  attributes: z.partialRecord(z.enum(ATTRIBUTE_COLUMNS), z.string()).optional(),
  /** Keys of the manifest's `sources`. */
  sources: z.array(z.string()).min(1),
  method: z.string(),
  rows: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TableFile = z.infer<typeof TableFile>;

export const TableManifest = z.object({
  schemaVersion: z.string(),
  provider: z.string().regex(/^[a-z0-9-]+$/),
  generatedAt: z.iso.datetime(),
  sources: z.record(z.string(), TableSource),
  /** Rows and prices of the sources that are not in the tables, by reason. */
  dropped: z.record(z.string(), z.int().positive()),
  gaps: z.array(TableGap),
  files: z.array(TableFile),
});
export type TableManifest = z.infer<typeof TableManifest>;

/** @throws RangeError in words, when the text is no manifest that this version can read. */
export function parseManifest(text: string, provider: string): TableManifest {
  const parsed = parseJson(text);
  refuseOtherMajor(parsed);
  const result = TableManifest.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new RangeError(`${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'cannot be read'}`);
  }
  if (result.data.provider !== provider) throw new RangeError(`it speaks of "${result.data.provider}"`);
  for (const file of result.data.files) {
    const unknown = file.sources.find((source) => !Object.hasOwn(result.data.sources, source));
    if (unknown !== undefined) throw new RangeError(`${file.path} comes from "${unknown}", which is no source of this manifest`);
  }
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new RangeError('it is no JSON');
  }
}

function refuseOtherMajor(parsed: unknown): void {
  const version = (parsed as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version !== 'string') throw new RangeError('it has no schemaVersion');
  const major = version.split('.')[0];
  if (major !== SCHEMA_VERSION.split('.')[0]) throw new RangeError(`its schemaVersion is ${version}, this version reads ${SCHEMA_VERSION}`);
}
