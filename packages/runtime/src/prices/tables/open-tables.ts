import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, type PriceBook, type Problem, type ProviderId } from '@openfinops/core';
import { parseManifest, type TableManifest } from './manifest.ts';
import { createTableBook } from './table-book.ts';
import { createTableReader, type ReadTableBytes } from './table-reader.ts';
import { statusOf, type TableStatus } from './table-status.ts';

export interface PriceTables {
  /** One for each provider whose manifest can be read; files behind it are read at the first question. */
  readonly books: ReadonlyMap<ProviderId, PriceBook>;
  /** What the tables hold, from where and of when, by provider. Reads files of many services once. */
  status(): TableStatus[];
  /** What has been found wrong so far. */
  problems(): readonly Problem[];
}

/** Where the tables are; the file system, or in tests a few texts. */
export interface TableFiles {
  /** Names of the providers' folders. Throws the platform's own error. */
  list(): readonly string[];
  readonly read: ReadTableBytes;
}

const NO_TABLES =
  'Set OPENFINOPS_PRICING_TABLES to the folder pricing-tables of this version; until then prices come from overrides and live sources.';

export interface TablesOptions {
  /** Only theirs: an agent needs the prices of its own provider. Default: all. */
  readonly providers?: readonly ProviderId[];
  /** Default: the file system. */
  readonly files?: TableFiles;
}

/**
 * Opens the bundled price tables: reads the manifests, no table.
 * @param dir the folder that holds one folder a provider; undefined: none was found, which is a problem and no error
 */
export function openTables(dir: string | undefined, options: TablesOptions = {}): PriceTables {
  const { files = filesBelow(dir), providers } = options;
  const books = new Map<ProviderId, PriceBook>();
  const manifests: TableManifest[] = [];
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  for (const provider of listProviders(dir, files, report)) {
    if (providers !== undefined && !providers.includes(provider)) continue;
    const manifest = readManifest(provider, files, report);
    if (manifest === null) continue;
    manifests.push(manifest);
    const book = createTableBook(manifest, createTableReader(provider, files.read, report));
    if (book.services().length > 0) books.set(provider, book);
  }
  return { books, status: () => manifests.map((manifest) => statusOf(manifest, books.get(manifest.provider))), problems: () => problems };
}

function filesBelow(dir: string | undefined): TableFiles {
  const below = (path: string) => join(dir ?? '', path);
  return {
    list: () => (dir === undefined ? [] : readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))),
    read: (path) => readFileSync(below(path)),
  };
}

function listProviders(dir: string | undefined, files: TableFiles, report: (problem: Problem) => void): readonly string[] {
  try {
    const providers = [...files.list()].sort();
    if (providers.length === 0) report(missing(dir === undefined ? 'There are no price tables beside the program' : `${dir} holds no price tables`));
    return providers;
  } catch (error) {
    report(missing(`The price tables cannot be read (${messageOf(error)})`));
    return [];
  }
}

function missing(message: string): Problem {
  return { stage: 'price', code: 'SOURCE_MISSING', scope: null, message, hint: NO_TABLES };
}

function readManifest(provider: string, files: TableFiles, report: (problem: Problem) => void): TableManifest | null {
  const path = `${provider}/manifest.json`;
  try {
    return parseManifest(new TextDecoder().decode(files.read(path)), provider);
  } catch (error) {
    const why = error instanceof RangeError ? error.message : messageOf(error);
    const code = error instanceof RangeError ? 'SOURCE_GARBLED' : 'SOURCE_MISSING';
    const hint = 'Install tables and program of one version, or set OPENFINOPS_PRICING_TABLES to a folder of whole tables.';
    report({ stage: 'price', code, scope: null, message: `No price of ${provider} can be read from the tables: ${path}: ${why}`, hint });
    return null;
  }
}
