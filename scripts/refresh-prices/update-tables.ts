import type { BookRow, MachineSpec } from '@openfinops/core';
import { formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { TableFile } from '../../packages/runtime/src/prices/tables/manifest.ts';
import { readPrices } from '../../packages/runtime/src/prices/tables/read-prices.ts';
import type { TableSet } from '../prices/table-set.ts';
import { checkRefresh, type GateReport } from './gates.ts';

/** Where a refreshed table comes from. */
export interface RefreshSource {
  readonly key: string;
  readonly source: TableSet['sources'][string];
  readonly method: string;
}

export interface RefreshedTable {
  readonly path: string;
  readonly report: GateReport;
  /** The set with the new table in it; undefined: a gate refused it. */
  readonly set: TableSet | undefined;
}

/**
 * Puts fetched rows of one region in the place of its table, if every gate lets them through. What the source does not say of a machine it
 * lists (a spot price, a commitment) is kept, and machines that it does not make prices for are kept whole.
 */
export function updateTable(
  set: TableSet,
  given: { readonly service: string; readonly region: string; readonly rows: readonly BookRow[]; readonly keepUnlisted: boolean },
  origin: RefreshSource,
  specOf: (sku: string) => MachineSpec | undefined,
  accepted: ReadonlySet<string> = new Set(),
): RefreshedTable {
  const path = `${given.service}/${given.region}.csv`;
  const table = set.tables.find(({ file }) => file.path === path);
  if (table === undefined) throw new RangeError(`there is no table ${set.provider}/${path} to refresh`);
  const before = readPrices(table.text, { ...table.file, sha256: '' }).rows;
  const rows = mergeInto(before, given.rows, given.keepUnlisted);
  const report = checkRefresh(before, rows, specOf, accepted);
  if (report.refusals.length > 0) return { path, report, set: undefined };
  const { skuPrefix } = table.file;
  const sources = [...new Set([...(given.keepUnlisted || hasKept(before, given.rows) ? table.file.sources : []), origin.key])];
  const formatted = formatPrices(rows, { path, sources, method: origin.method, ...(skuPrefix === undefined ? {} : { skuPrefix }) });
  const tables = set.tables.map((other) => (other === table ? formatted : other));
  return { path, report, set: { ...set, sources: { ...set.sources, [origin.key]: origin.source }, tables } };
}

function mergeInto(before: readonly BookRow[], fetched: readonly BookRow[], keepUnlisted: boolean): BookRow[] {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const merged = fetched.map((row) => withKept(row, old.get(keyOf(row))));
  if (!keepUnlisted) return merged;
  const listed = new Set(fetched.map(keyOf));
  return [...merged, ...before.filter((row) => !listed.has(keyOf(row)))];
}

/** Columns that the source does not have stay as they were; a price that is the same keeps the way it is written. */
function withKept(row: BookRow, was: BookRow | undefined): BookRow {
  if (was === undefined) return { ...row, id: null };
  const prices = { ...was.prices, ...row.prices };
  return { ...was, prices, basis: row.basis, asOf: row.asOf };
}

function hasKept(before: readonly BookRow[], fetched: readonly BookRow[]): boolean {
  const columns = new Set(fetched.flatMap(({ prices }) => Object.keys(prices)));
  return before.some(({ prices }) => Object.keys(prices).some((column) => !columns.has(column)));
}

function keyOf({ sku, attributes }: BookRow): string {
  return `${sku.toLowerCase()} ${attributes.os ?? ''} ${attributes.tenancy ?? ''}`;
}

/** The regions of a service that the tables have. */
export function regionsOf({ tables }: TableSet, service: string): string[] {
  return tables.flatMap(({ file }: { file: Omit<TableFile, 'sha256'> }) =>
    file.kind === 'prices' && file.service === service && file.region !== undefined ? [file.region] : [],
  );
}
