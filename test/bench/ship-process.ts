import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, Clock, Spool } from '@openfinops/core';
import { createRegistration, createServerClient, createServerSink, createShipping, openSpool, openState, realClock } from '@openfinops/runtime';
import { recordEvents } from '../../packages/runtime/src/shipper/fakes.ts';
import { createFleet } from './ship-fleet.ts';

/** One part of the bench of shipping, in a process of its own; prints one line of JSON. `argv[2]`: which. */

export interface AppendRun {
  readonly appendMs: readonly number[];
  /** The same JSON written bare: file, fsync, rename, fsync of the directory. */
  readonly bareMs: readonly number[];
}

export interface FleetRun {
  readonly gapMs: number;
  readonly growthBytes: number;
  readonly delivered: number;
}

export interface HoursRun {
  /** Bytes on disk that an hour of looks leaves, by class; what is said of open hours aside. */
  readonly costBytes: number;
  readonly cycleBytes: number;
  readonly useBytes: number;
  /** Of the hours that are open or just were; bounded, for they expire. */
  readonly openBytes: number;
  readonly files: number;
}

const HOOKS = { onDropped() {}, onDurable() {}, onCorrupt() {}, onDegraded() {}, onRecovered() {} };
const INTERVAL_MS = 300_000;
const HOUR_MS = 3_600_000;
const ROUNDS = 200;
/** Rounds that do not count. */
const WARM_UP = 10;
const RESOLUTION_MS = 1;
const [part = '', argument = ''] = process.argv.slice(2);

const dir = await fs.mkdtemp(join(tmpdir(), 'openfinops-ship-'));
try {
  const run = await runPart();
  console.log(JSON.stringify(run));
} finally {
  await fs.rm(dir, { recursive: true });
}

function runPart(): Promise<AppendRun | FleetRun | HoursRun> {
  if (part === 'append') return measureAppend(Number(argument));
  return part === 'fleet' ? measureFleet(argument) : measureHours(Number(argument));
}

async function openIn(clock: Pick<Clock, 'nowMs' | 'monotonicMs'>, maxBytes: number): Promise<Spool> {
  return (await openSpool({ dir: join(dir, 'spool'), clock, maxBytes, maxFiles: 1_000_000 })).start(HOOKS);
}

/** @param bytes least size of the batch's JSON */
async function measureAppend(bytes: number): Promise<AppendRun> {
  const batch = await batchOf(bytes);
  const spool = await openIn(realClock, 1e9);
  const appendMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const id = `batch-${round}`;
    const append = async () => appendMs.push(await time(() => spool.append({ ...batch, id })));
    const bare = async () => bareMs.push(await time(() => writeBare(join(dir, `bare-${round}`), batch.json)));
    // Who comes first also waits for what the disk still has to do about the round before.
    for (const write of round % 2 === 0 ? [append, bare] : [bare, append]) await write();
    await spool.ack(id);
    await fs.rm(join(dir, `bare-${round}`));
  }
  await spool.close();
  return { appendMs: appendMs.slice(WARM_UP), bareMs: bareMs.slice(WARM_UP) };
}

async function batchOf(bytes: number): Promise<Batch> {
  const fleet = createFleet(Math.ceil(bytes / 500), realClock, INTERVAL_MS);
  let largest: Batch | undefined;
  for await (const { batch } of fleet.cycle(new AbortController().signal)) if (batch.json.length > (largest?.json.length ?? 0)) largest = batch;
  if (largest === undefined) throw new Error('the cycle made no batch');
  return largest;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function writeBare(path: string, json: string): Promise<void> {
  const file = await fs.open(`${path}.tmp`, 'wx', 0o600);
  await file.writeFile(json);
  await file.sync();
  await file.close();
  await fs.rename(`${path}.tmp`, path);
  const folder = await fs.open(dir, 'r');
  await folder.sync();
  await folder.close();
}

/** A whole cycle of 10,000 machines, spooled and delivered to a server in another process. @param url of that server */
async function measureFleet(url: string): Promise<FleetRun> {
  const events = recordEvents();
  const state = await openState(join(dir, 'state'), { nowMs: Date.now });
  const opened = await openSpool({ dir: join(dir, 'spool'), clock: realClock });
  const client = createServerClient({ url, agentVersion: '0.1.0', nowMs: Date.now });
  const registration = { agent_id: 'aws-bench', hostname: 'bench', cloud_provider: 'aws', region: 'us-west-2' };
  const shipping = createShipping({
    sink: createServerSink(client),
    registration: createRegistration({ client, registrations: () => [registration], clock: realClock, random: Math.random, events }),
    makeSpool: (hooks) => opened.start(hooks),
    saveLedger: (ledger) => state.saveLedger(ledger),
    clock: realClock,
    random: Math.random,
    events: { ...events, batchDelivered() {}, batchSpooled() {} },
  });
  const stop = new AbortController();
  const shipped = shipping.run(stop.signal);
  const send = async (count: number) => {
    for await (const item of createFleet(count, realClock, INTERVAL_MS).cycle(stop.signal)) await shipping.accept(item);
    await shipping.untilEmpty();
  };
  await send(1000);
  await sleep(200);
  globalThis.gc?.();
  const beforeBytes = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let peakBytes = beforeBytes;
  const watching = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 5);
  delay.enable();
  await send(10_000);
  delay.disable();
  clearInterval(watching);
  const { delivered } = shipping.counts();
  stop.abort();
  await shipped;
  await shipping.close();
  return { gapMs: delay.max / 1e6 - RESOLUTION_MS, growthBytes: peakBytes - beforeBytes, delivered };
}

/** An outage, three hours of looks at so many machines in no time; the last hour of it counts. */
async function measureHours(count: number): Promise<HoursRun> {
  let nowMs = Date.UTC(2026, 10, 21, 6);
  const clock: Clock = { ...realClock, nowMs: () => nowMs, monotonicMs: () => nowMs };
  const fleet = createFleet(count, clock, INTERVAL_MS);
  const spool = await openIn(clock, 1e12);
  const signal = new AbortController().signal;
  const queue = join(dir, 'spool/q');
  const looks = async () => {
    for (let look = 0; look < HOUR_MS / INTERVAL_MS; look += 1, nowMs += INTERVAL_MS) {
      for await (const { batch } of fleet.cycle(signal)) await spool.append(batch);
    }
  };
  await looks();
  await looks();
  const before = new Set(await fs.readdir(queue));
  await looks();
  const sums = { costBytes: 0, cycleBytes: 0, useBytes: 0, openBytes: 0, files: 0 };
  for (const name of await fs.readdir(queue)) {
    if (before.has(name)) continue;
    const { size } = await fs.stat(join(queue, name));
    const isOpen = !name.includes('-never-');
    sums.files += 1;
    if (isOpen) sums.openBytes += size;
    else if (name.startsWith('P0')) sums.costBytes += size;
    else if (name.startsWith('P1')) sums.cycleBytes += size;
    else sums.useBytes += size;
  }
  await spool.close();
  return sums;
}
