import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type BookRow, createPriceSources, createResolver, HOUR_MS, type PriceBook, type PriceKey } from '@openfinops/core';
import { findTablesDir, openTables } from '@openfinops/runtime';

/**
 * One region of the price tables in a process of its own (`argv`: provider, service, region): what it takes to load, to hold and to ask. Prints
 * one JSON line; times are the processor's.
 */
export interface PricesRun {
  /** From the opened tables to the first price of the region. */
  readonly loadMs: number;
  /** The same rows out of one JSON text, indexed. */
  readonly jsonLoadMs: number;
  readonly heldMb: number;
  readonly jsonHeldMb: number;
  /** Of each batch of look-ups, one look-up. */
  readonly lookUpUs: readonly number[];
  /** The same questions, each answered by walking along the rows. */
  readonly scanUs: readonly number[];
}

const KEYS = 500;
const BATCHES = 21;
const ROUNDS = 10;
const WINDOW = { startMs: Date.UTC(2026, 10, 21, 10), endMs: Date.UTC(2026, 10, 21, 10) + HOUR_MS };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const [provider = '', service = '', region = ''] = process.argv.slice(2);
const json = JSON.stringify(rowsOf(openBook(), service, region));

const book = openBook();
const table = measureLoad(() => {
  book.rows(service, region, '');
  return book;
});
const copy = measureLoad(() => new Map((JSON.parse(json) as BookRow[]).map((row) => [row.sku.toLowerCase(), row])));

const rows = rowsOf(book, service, region);
const keys = rows.slice(0, KEYS).map(({ sku }): PriceKey => keyOf(sku));
const resolver = createResolver({ sources: createPriceSources([book]) });
const run: PricesRun = {
  loadMs: table.ms,
  jsonLoadMs: copy.ms,
  heldMb: table.heldMb,
  jsonHeldMb: copy.heldMb,
  lookUpUs: measureBatches((key) => resolver.resolve(key, WINDOW)),
  scanUs: measureBatches((key) => rows.find((row) => row.sku.toLowerCase() === key.sku.toLowerCase() && row.meter === key.meter)),
};
console.log(JSON.stringify(run));

function openBook(): PriceBook {
  const opened = openTables(findTablesDir({})).books.get(provider);
  if (opened === undefined) throw new RangeError(`there are no tables of ${provider}`);
  return opened;
}

function keyOf(sku: string): PriceKey {
  return { provider, accountId: '1', service, region, sku, meter: 'compute', purchase: 'on-demand', attributes: { os: 'linux', tenancy: 'shared' } };
}

function rowsOf(from: PriceBook, ofService: string, inRegion: string): BookRow[] {
  return from.skus(ofService, inRegion).flatMap((sku) => [...from.rows(ofService, inRegion, sku)]);
}

/** What is made stays reachable until it was weighed. */
function measureLoad<Loaded>(load: () => Loaded): { ms: number; heldMb: number; loaded: Loaded } {
  collect();
  const before = process.memoryUsage().heapUsed;
  const startMs = cpuMs();
  const loaded = load();
  const ms = cpuMs() - startMs;
  collect();
  return { ms, heldMb: (process.memoryUsage().heapUsed - before) / 1e6, loaded };
}

function measureBatches(ask: (key: PriceKey) => unknown): number[] {
  const batches: number[] = [];
  for (let batch = 0; batch <= BATCHES; batch += 1) {
    const startMs = cpuMs();
    for (let round = 0; round < ROUNDS; round += 1) for (const key of keys) ask(key);
    // The first batch is cold.
    if (batch > 0) batches.push(((cpuMs() - startMs) * 1000) / (keys.length * ROUNDS));
  }
  return batches;
}

/** Work that waits for nothing is measured by the processor's time: others on the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
