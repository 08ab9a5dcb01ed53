import { type Io, writeLines } from '../../io.ts';
import { createPalette, wantsColour } from '../../render/colour.ts';
import { type Column, layoutTable, type Row } from '../../render/columns.ts';

/** How the commands of a spool print. */
export type SpoolFormat = 'table' | 'json';

/** Data on stdout: one table, or one document. What a table leaves unsaid goes to stderr. */
export async function printSpools(
  io: Io,
  format: SpoolFormat,
  shown: { readonly document: unknown; readonly columns: readonly Column[]; readonly rows: readonly Row[]; readonly none: string },
): Promise<void> {
  const { document, columns, rows, none } = shown;
  if (format === 'json') return await io.out.write(`${JSON.stringify(document, null, 2)}\n`);
  if (rows.length === 0) return await writeLines(io.err, [none]);
  const palette = createPalette(wantsColour(io.out.isTty, io.env));
  const width = io.out.isTty ? (io.out.columns ?? 80) : Number.POSITIVE_INFINITY;
  await writeLines(io.out, layoutTable(columns, rows, width, palette.quiet).lines);
}
