import { benchAws } from '../test/bench/aws.ts';
import { benchCore } from '../test/bench/core.ts';
import { judge, type Measurement, readFigures, type Verdict } from '../test/bench/figures.ts';
import { benchHerd } from '../test/bench/herd.ts';
import { benchHub } from '../test/bench/hub.ts';
import { benchPage } from '../test/bench/page.ts';
import { benchPrices } from '../test/bench/prices.ts';
import { benchShip } from '../test/bench/ship.ts';
import { benchStart } from '../test/bench/start.ts';

/**
 * `npm run -s bench -- [NAME…] [--json]`: measures the figures that test/bench/figures.json declares, and ends with 1 when one is not kept, or
 * was not measured. `--json`: one line a figure.
 */

const BENCHES: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  start: benchStart,
  core: benchCore,
  hub: benchHub,
  page: benchPage,
  ship: benchShip,
  prices: benchPrices,
  aws: benchAws,
  herd: benchHerd,
};

const args = process.argv.slice(2);
const names = args.filter((arg) => arg !== '--json');
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`error: no bench is called ${unknown.join(', ')}\nhint: There are ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 64;
} else {
  const print = args.includes('--json') ? printJson : printTable;
  const verdicts = await runBenches(names.length === 0 ? Object.keys(BENCHES) : names);
  print(verdicts);
  process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1;
}

async function runBenches(wanted: readonly string[]): Promise<Verdict[]> {
  const figures = await readFigures();
  const verdicts: Verdict[] = [];
  for (const name of wanted) {
    const measured = (await BENCHES[name]?.().catch(sayBroken)) ?? [];
    const declared = figures.filter(({ bench }) => bench === name);
    verdicts.push(...judge(declared, measured));
  }
  return verdicts;
}

/** The other benches go on; what this one did not measure is not reached. */
function sayBroken(error: unknown): Measurement[] {
  console.error(error);
  return [];
}

function printJson(verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts) console.log(JSON.stringify(verdict));
}

function printTable(verdicts: readonly Verdict[]): void {
  const head = ['figure', 'ours', 'baseline', 'ratio', 'limit', 'unit', 'n', 'ok'];
  const rows = verdicts.map(({ figure, value, baseline, ratio, limit, ratioLimit, unit, n, ok }) => {
    const limits = [limit === null ? [] : [round(limit)], ratioLimit === null ? [] : [`x${round(ratioLimit)}`]].flat().join(', ');
    return [figure, round(value), round(baseline), round(ratio), limits, unit, String(n), ok ? 'ok' : 'NOT REACHED'];
  });
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

/** Three significant digits, all of a whole number. */
function round(value: number | null): string {
  if (value === null) return '-';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
