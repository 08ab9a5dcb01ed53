import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Charge, DEFAULT_TENANT, HOUR_MS, hourOf, type MeterName } from '@openfinops/core';
import { openDatabase } from '../../packages/hub/src/store/database.ts';
import { buildBundle, type Child, startProduct } from './child.ts';
import type { Measurement } from './figures.ts';
import { chargeOf, encodeCost, encodeFull, postAll, resourceOf } from './hub-load.ts';

const RESOURCES = 2000;
const METERS_A_RESOURCE = 2.5;
const METERS_OF_EVEN: readonly MeterName[] = ['compute', 'address'];
const METERS_OF_ODD: readonly MeterName[] = ['compute', 'address', 'licence'];
const INGESTED_HOURS = 12;
/** Three days, and thirty. */
const [TENTH_HOURS, WHOLE_HOURS] = [72, 720];
const VIEWS = 200;
const WARM_UP = 20;
const FILE = 'hub.sqlite';
const AMOUNTS = 'list_cost, known_cost, provisional_cost, charges, unpriced, uncertain_ms';

/** The first page of a hub that holds ten times the history of another, asked in turns. */
export async function benchPage(): Promise<Measurement[]> {
  buildBundle();
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-bench-'));
  try {
    const [tenth, whole] = [join(dir, 'tenth'), join(dir, 'whole')];
    const lastHourMs = hourOf(Date.now());
    await serving(dir, tenth, (url) => fill(url, lastHourMs));
    repeatHistory(join(tenth, FILE), INGESTED_HOURS, TENTH_HOURS);
    await mkdir(whole);
    await copyFile(join(tenth, FILE), join(whole, FILE));
    repeatHistory(join(whole, FILE), TENTH_HOURS, WHOLE_HOURS);
    return await serving(dir, tenth, (ofTenth) => serving(dir, whole, (ofWhole) => measure(ofTenth, ofWhole)));
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function fill(url: string, lastHourMs: number): Promise<void> {
  const indices = Array.from({ length: RESOURCES }, (_, index) => index);
  for (let at = 0; at < RESOURCES; at += 500) await postAll(url, [encodeCost([], indices.slice(at, at + 500).map(resourceOf))], 1);
  await postAll(url, encodeFull(history(lastHourMs)), 4);
}

/** Hour by hour, so that no more than a few batches are in memory. */
function* history(lastHourMs: number): Generator<Charge> {
  for (let hour = 1; hour <= INGESTED_HOURS; hour += 1) {
    for (let index = 0; index < RESOURCES; index += 1) {
      const meters = index % 2 === 0 ? METERS_OF_EVEN : METERS_OF_ODD;
      for (const meter of meters) yield chargeOf(index, meter, lastHourMs - hour * HOUR_MS);
    }
  }
}

/**
 * Repeats the newest hours earlier and earlier, inside the database. Months have as many totals as if all had been ingested, with the amounts of
 * what was.
 */
function repeatHistory(file: string, hours: number, untilHours: number): void {
  const db = openDatabase(file);
  // Nothing is lost with this file but time.
  db.exec('PRAGMA synchronous=OFF');
  for (let back = hours; back < untilHours; back += hours) {
    const [newest] = db.query<[number]>('SELECT max(hour) FROM charges').get() ?? [0];
    const isNewest = `> ${newest - hours}`;
    db.exec(`
      BEGIN IMMEDIATE;
      INSERT INTO charges (tenant, hour, resource, meter, scope, currency, list_cost, effective_cost, known_cost, facts)
        SELECT tenant, hour - ${back}, resource, meter, scope, currency, list_cost, effective_cost, known_cost, facts FROM charges
        WHERE tenant = ${DEFAULT_TENANT} AND hour ${isNewest};
      INSERT INTO scope_costs (tenant, period, start_ms, scope, currency, ${AMOUNTS})
        SELECT tenant, period, start_ms - ${back * HOUR_MS}, scope, currency, ${AMOUNTS} FROM scope_costs
        WHERE period = 'hour' AND start_ms / ${HOUR_MS} ${isNewest};
      ${repeatMonth((newest - back) * HOUR_MS)}
      COMMIT`);
  }
  const [charges] = db.query<[number]>('SELECT count(*) FROM charges').get() ?? [0];
  // The file alone is copied.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const expected = RESOURCES * METERS_A_RESOURCE * untilHours;
  if (charges !== expected) throw new Error(`${charges} charges were filled in, not ${expected}`);
}

/** Totals for the month that holds the instant, unless it has some. */
function repeatMonth(atMs: number): string {
  const at = new Date(atMs);
  const monthMs = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  return `
    INSERT OR IGNORE INTO scope_costs (tenant, period, start_ms, scope, currency, ${AMOUNTS})
      SELECT tenant, period, ${monthMs}, scope, currency, ${AMOUNTS} FROM scope_costs WHERE period = 'month';
    INSERT OR IGNORE INTO resource_costs (tenant, start_ms, resource, currency, ${AMOUNTS})
      SELECT tenant, ${monthMs}, resource, currency, ${AMOUNTS} FROM resource_costs;`;
}

async function serving<Result>(cwd: string, data: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const hub: Child = startProduct(['hub', '--bind', '127.0.0.1:0', '--data', data], cwd);
  try {
    const [, url = ''] = await hub.until(/"url":"(http:[^"]+)"/);
    return await use(url);
  } finally {
    await hub.stop();
  }
}

async function measure(tenth: string, whole: string): Promise<Measurement[]> {
  const [samples, baseline]: [number[], number[]] = [[], []];
  for (let view = -WARM_UP; view < VIEWS; view += 1) {
    const [ofWhole, ofTenth] = [await viewPage(whole), await viewPage(tenth)];
    if (view < 0) continue;
    samples.push(ofWhole);
    baseline.push(ofTenth);
  }
  return [
    { figure: 'page.view', samples, baseline },
    { figure: 'page.growth', samples, baseline },
  ];
}

async function viewPage(url: string): Promise<number> {
  const startMs = performance.now();
  const response = await fetch(url);
  const html = await response.text();
  const tookMs = performance.now() - startMs;
  if (response.status !== 200 || !html.includes('machine-')) throw new Error(`the page was answered with ${response.status}: ${html.slice(0, 200)}`);
  return tookMs;
}
