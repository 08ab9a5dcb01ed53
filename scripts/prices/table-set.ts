import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FormattedTable } from '../../packages/runtime/src/prices/tables/format-table.ts';
import { parseManifest, TableFile, type TableGap, type TableManifest } from '../../packages/runtime/src/prices/tables/manifest.ts';
import { SCHEMA_VERSION } from '../../packages/runtime/src/prices/tables/table-format.ts';
import { formatJson } from './format-manifest.ts';

/** All tables of one provider, before they are files. */
export interface TableSet extends Pick<TableManifest, 'provider' | 'generatedAt' | 'sources' | 'dropped'> {
  readonly gaps: readonly TableGap[];
  readonly tables: readonly FormattedTable[];
}

/** Writes a provider's folder beside the old one and puts it in its place at once: a reader finds the old tables or the new, never both. */
export function writeTables(dir: string, set: TableSet): TableManifest {
  const manifest = manifestOf(set);
  const place = join(dir, set.provider);
  const draft = join(dir, `.${set.provider}.${process.pid}.new`);
  const old = join(dir, `.${set.provider}.${process.pid}.old`);
  rmSync(draft, { recursive: true, force: true });
  for (const { text, file } of set.tables) writeBelow(draft, file.path, text);
  writeBelow(draft, 'manifest.json', formatJson(manifest));
  rmSync(old, { recursive: true, force: true });
  moveIfThere(place, old);
  renameSync(draft, place);
  rmSync(old, { recursive: true, force: true });
  return manifest;
}

/** Reads a provider's folder back. Throws RangeError where a file is not the one that the manifest lists. */
export function loadTables(dir: string, provider: string): TableSet {
  const { files, ...rest } = parseManifest(readFileSync(join(dir, provider, 'manifest.json'), 'utf8'), provider);
  const tables = files.map(({ sha256, ...file }) => {
    const text = readFileSync(join(dir, provider, file.path), 'utf8');
    if (hashOf(text) !== sha256) throw new RangeError(`${provider}/${file.path} is not the file that its manifest lists`);
    return { text, file };
  });
  return { ...rest, tables };
}

function manifestOf({ tables, provider, generatedAt, sources, dropped, gaps }: TableSet): TableManifest {
  const files = tables.map(({ text, file }) => inOrder({ ...file, sha256: hashOf(text) }));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const used = new Set(files.flatMap((file) => file.sources));
  const named = Object.entries(sources).filter(([key]) => used.has(key));
  return { schemaVersion: SCHEMA_VERSION, provider, generatedAt, sources: Object.fromEntries(named), dropped, gaps: [...gaps], files };
}

/** Keys in the order of the schema, however the entry came to be. */
function inOrder(file: TableFile): TableFile {
  const order = Object.keys(TableFile.shape);
  return Object.fromEntries(Object.entries(file).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) as TableFile;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function writeBelow(dir: string, path: string, text: string): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
