import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FaultRow, type FaultTally, isOk } from '../test/faults/fault-row.ts';
import { FAULT_ROWS } from '../test/faults/rows.ts';

/**
 * `npm run -s faults -- [ROW…] [--quick] [--json] [--seed N]`: does real faults to the real bundle and counts what they lost or doubled. One JSON
 * line for each row on stdout; on a terminal a sentence, unless --json asks. Exit code 0: every fault that this machine permits happened and did no
 * harm.
 */
const USAGE = `npm run -s faults -- [ROW…] [--quick] [--json] [--seed N]\n${FAULT_ROWS.map(({ name, title }) => `  ${name}  ${title}`).join('\n')}`;
const EXIT_USAGE = 64;
const BIN = fileURLToPath(new URL('../packages/cli/bin/openfinops-agent.mjs', import.meta.url));

const wanted = readArguments();
if (wanted === undefined) {
  console.error(USAGE);
  process.exitCode = EXIT_USAGE;
} else {
  // Builds the bundle when it is stale.
  execFileSync(process.execPath, [BIN, '--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await runAll(wanted);
}

interface Wanted {
  readonly rows: readonly FaultRow[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly seed: number;
}

/** undefined: they name a row or an option that there is not. */
function readArguments(): Wanted | undefined {
  try {
    const options = {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
    } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const names = positionals.map((name) => name.toUpperCase());
    const rows = FAULT_ROWS.filter(({ name }) => names.length === 0 || names.includes(name));
    const seed = Number(values.seed);
    if (rows.length < new Set(names).size || !Number.isSafeInteger(seed)) return undefined;
    return { rows, seed, quick: values.quick, json: values.json || !process.stdout.isTTY };
  } catch {
    return undefined;
  }
}

/** Rows that spend their time waiting run beside each other and beside the rest, which take turns. */
async function runAll(wanted: Wanted): Promise<void> {
  const able = wanted.rows.filter((row) => !isForbidden(row, wanted));
  const waiting = able.filter(({ waits }) => waits).map((row) => report(row, wanted));
  for (const row of able.filter(({ waits }) => !waits)) await report(row, wanted);
  await Promise.all(waiting);
}

/** A row that this machine cannot carry out is named, and is no failure. */
function isForbidden({ name, title, forbidden }: FaultRow, { json }: Wanted): boolean {
  const reason = forbidden?.();
  if (reason === undefined) return false;
  console.log(json ? JSON.stringify({ row: name, skipped: reason }) : `skipped ${name} ${title}: ${reason}`);
  return true;
}

/** A row that could not even be carried out has failed, and says why on stderr; the rows after it still run. */
async function report(row: FaultRow, { quick, json, seed }: Wanted): Promise<void> {
  const startedMs = performance.now();
  const times = quick ? row.times.quick : row.times.full;
  const tally = await row.run({ times, seed, isQuick: quick, tell: (text) => console.error(`${row.name}: ${text}`) }).catch((error: unknown) => {
    console.error(`${row.name}:`, error);
    return { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  });
  const ok = isOk(tally, times);
  if (!ok) process.exitCode = 1;
  console.error(`${row.name}: done in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  console.log(json ? JSON.stringify({ row: row.name, ...tally, ok }) : inWords(row, tally, ok));
}

function inWords({ name, title }: FaultRow, { runs, owed, missing, duplicates, happened }: FaultTally, ok: boolean): string {
  return `${ok ? 'ok    ' : 'FAILED'} ${name} ${title}: ${runs} times, struck ${happened}; ${owed} owed, ${missing} missing, ${duplicates} duplicates`;
}
