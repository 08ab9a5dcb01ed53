import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRICE_COLUMNS } from '@openfinops/core';
import { parseManifest, type TableFile } from '../../packages/runtime/src/prices/tables/manifest.ts';
import { readNamed, readRegionFactors, readSpecs, readSurcharges, readUnitPrices } from '../../packages/runtime/src/prices/tables/read-parts.ts';
import { readPrices } from '../../packages/runtime/src/prices/tables/read-prices.ts';
import { readTokens } from '../../packages/runtime/src/prices/tables/read-tokens.ts';
import { isCurrency, KEY_COLUMNS } from '../../packages/runtime/src/prices/tables/table-format.ts';
import type { TableParts } from '../../packages/runtime/src/prices/tables/table-reader.ts';
import { hashOf } from './table-set.ts';

/** What one provider's folder holds and all that is wrong with it, a sentence each. */
export interface FolderReport {
  readonly provider: string;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  readonly oldestAsOf: string;
  readonly newestAsOf: string;
  readonly faults: readonly string[];
}

/** Providers below the tables' folder, in alphabetical order. */
export function listProviders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []))
    .sort();
}

/** Reads every file of a provider and says everything that is wrong; a folder without a manifest is one fault. */
export function checkFolder(dir: string, provider: string): FolderReport {
  const place = join(dir, provider);
  const nothing = { provider, files: 0, rows: 0, bytes: 0, oldestAsOf: '', newestAsOf: '' };
  let files: TableFile[];
  try {
    ({ files } = parseManifest(readFileSync(join(place, 'manifest.json'), 'utf8'), provider));
  } catch (error) {
    return { ...nothing, faults: [`manifest.json: ${(error as Error).message}`] };
  }
  const faults = unlistedFiles(place, files).map((path) => `${path} is in no manifest`);
  const dates: string[] = [];
  let rows = 0;
  let bytes = 0;
  for (const file of files) {
    const text = readText(join(place, file.path));
    rows += file.rows;
    bytes += Buffer.byteLength(text ?? '');
    dates.push(...(file.asOfRange ?? (file.asOf === undefined ? [] : [file.asOf])));
    for (const fault of text === null ? ['is not there'] : checkFile(text, file)) faults.push(`${file.path} ${fault}`);
  }
  dates.sort();
  return { provider, files: files.length, rows, bytes, oldestAsOf: dates[0] ?? '', newestAsOf: dates.at(-1) ?? '', faults };
}

/** What is wrong with one file, each a sentence without its subject. */
export function checkFile(text: string, file: TableFile): string[] {
  const faults: string[] = [];
  if (hashOf(text) !== file.sha256) faults.push('is not the file that the manifest lists: its sha256 differs');
  if (text.startsWith('\uFEFF') || text.includes('\r')) faults.push('has a byte order mark or CRLF');
  if (file.currency !== undefined && !isCurrency(file.currency)) faults.push(`has the currency "${file.currency}"`);
  const lines = text.split('\n').length - 2;
  if (lines !== file.rows) faults.push(`has ${lines} rows where the manifest says ${file.rows}`);
  try {
    const read = READERS[file.kind](text, file);
    for (const { line, what } of read.faults) faults.push(`line ${line} ${what}`);
    if (read.faults.length === 0) faults.push(...orderFaults(text, file));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.push(`cannot be read: ${error.message}`);
  }
  return faults;
}

type Reader = (text: string, file: TableFile) => TableParts<unknown>;

const READERS: Readonly<Record<TableFile['kind'], Reader>> = {
  prices: (text, file) => partsOf(readPrices(text, file)),
  tokens: (text, file) => partsOf(readTokens(text, file)),
  specs: readSpecs,
  surcharges: readSurcharges,
  'unit-prices': readUnitPrices,
  'region-factors': readRegionFactors,
  'commitment-ratios': (text) => readNamed(text, 'commitment-ratios', (line) => line),
  'gpu-models': (text) => readNamed(text, 'gpu-models', (line) => line),
};

function partsOf({ rows, faults }: ReturnType<typeof readPrices>): TableParts<unknown> {
  return { parts: rows, faults };
}

/** Sorted, each price in its shortest form, no column that says the same in every row. */
function orderFaults(text: string, file: TableFile): string[] {
  const [header = '', ...lines] = text.split('\n').slice(0, -1);
  if (file.kind !== 'prices') return isSorted(lines) ? [] : ['is not sorted'];
  const columns = header.split(',');
  const keyCount = columns.filter((column) => (KEY_COLUMNS as readonly string[]).includes(column)).length;
  const rows = lines.map((line) => line.split(','));
  const faults: string[] = [];
  if (!isSorted(rows.map((fields) => fields.slice(0, keyCount).join()))) faults.push('is not sorted');
  const [first = []] = rows;
  for (const [index, column] of columns.entries()) {
    const isPrice = (PRICE_COLUMNS as readonly string[]).includes(column);
    if (isPrice && !rows.every((fields) => SHORTEST.test(fields[index] ?? ''))) faults.push(`has prices for ${column} that can be written shorter`);
    const isNeedless = !isPrice && column !== 'sku' && rows.length > 1 && rows.every((fields) => fields[index] === first[index]);
    if (isNeedless) faults.push(`says the same ${column} in every row: that belongs to the manifest`);
  }
  return faults;
}

const SHORTEST = /^(?:|(?:0|[1-9]\d*)(?:\.\d*[1-9])?)$/;

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? '') < text);
}

function unlistedFiles(place: string, files: readonly TableFile[]): string[] {
  const listed = new Set(['manifest.json', ...files.map(({ path }) => path)]);
  const entries = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(place.length + 1)
      .replaceAll('\\', '/'),
  );
  return paths.filter((path) => !listed.has(path));
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
