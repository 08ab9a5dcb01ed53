import { parseArgs } from 'node:util';
import { checkFolder, type FolderReport, listProviders } from './check-folder.ts';

/** `npm run -s tables:check [-- --dir pricing-tables]`: every file against its manifest; ends with 1 when anything is wrong. */
const MOST_BYTES = 4_000_000;
const MOST_FAULTS = 20;

const { values } = parseArgs({ options: { dir: { type: 'string', default: 'pricing-tables' } } });
const startedMs = performance.now();
const reports = listProviders(values.dir).map((provider) => checkFolder(values.dir, provider));
const tookMs = Math.round(performance.now() - startedMs);

printTable(reports);
let bytes = 0;
for (const report of reports) bytes += report.bytes;
const faults = reports.flatMap(({ provider, faults: own }) => own.map((fault) => `${provider}/${fault}`));
if (reports.length === 0) faults.push(`${values.dir} holds no tables`);
if (bytes > MOST_BYTES) faults.push(`the tables hold ${bytes} bytes, more than ${MOST_BYTES}`);
for (const fault of faults.slice(0, MOST_FAULTS)) console.error(`error: ${fault}`);
if (faults.length > MOST_FAULTS) console.error(`error: and ${faults.length - MOST_FAULTS} more`);
console.log(faults.length === 0 ? `all sound, ${bytes} bytes, ${tookMs} ms` : `${faults.length} faults, ${tookMs} ms`);
process.exitCode = faults.length === 0 ? 0 : 1;

function printTable(rows: readonly FolderReport[]): void {
  const cells = rows.map((row) => [
    row.provider,
    row.files,
    row.rows,
    Math.round(row.bytes / 1000),
    row.oldestAsOf,
    row.newestAsOf,
    row.faults.length,
  ]);
  const lines = [['provider', 'files', 'rows', 'kB', 'oldest', 'newest', 'faults'], ...cells].map((line) => line.map(String));
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    const padded = line.map((cell, column) => (/^\d+$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)));
    console.log(padded.join('  ').trimEnd());
  }
}
