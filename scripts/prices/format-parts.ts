import type { FormattedTable } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { TableFile } from '../../packages/runtime/src/prices/tables/manifest.ts';
import { PART_COLUMNS } from '../../packages/runtime/src/prices/tables/read-parts.ts';
import { TOKEN_COLUMNS } from '../../packages/runtime/src/prices/tables/read-tokens.ts';

/** Columns of each kind of table that holds no machine prices. */
const COLUMNS_OF_KIND = { ...PART_COLUMNS, tokens: TOKEN_COLUMNS } as const;
export type PartKind = keyof typeof COLUMNS_OF_KIND;
export type PartRecord = Readonly<Record<string, string | undefined>>;

/**
 * A table of parts with every column of its kind, sorted. Throws RangeError on two equal lines, on a record without the first column and on a
 * field that would need quotes.
 */
export function formatParts(kind: PartKind, records: readonly PartRecord[], origin: Omit<TableFile, 'kind' | 'rows' | 'sha256'>): FormattedTable {
  const columns: readonly string[] = COLUMNS_OF_KIND[kind];
  const lines = records.map((record) => columns.map((column) => fieldOf(record[column] ?? '')).join()).sort();
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(',') || line === lines[index + 1]) throw new RangeError(`${origin.path}: ${line} has no name or is there twice`);
  }
  return { text: `${[columns.join(), ...lines].join('\n')}\n`, file: { ...origin, kind, rows: lines.length } };
}

function fieldOf(text: string): string {
  if (/[",\r\n]/.test(text)) throw new RangeError(`"${text}" cannot be a field`);
  return text;
}
