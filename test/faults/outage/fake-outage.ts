import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError, type Batch, type Delivery, type Gap, type Sink } from '@openfinops/core';
import { createEvents, createMetrics, createShipping, type Shipping } from '@openfinops/runtime';
import { openSpool } from '../../../packages/runtime/src/spool/open-spool.ts';
import { createFakeClock, type FakeClock } from '../../../packages/testing/src/fake-clock.ts';
import { createFakeLog } from '../../../packages/testing/src/fake-log.ts';
import type { FaultRun, FaultTally } from '../fault-row.ts';
import { madeBatch } from '../stand/made-spool.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 300_000;
const KEPT_HOURS = 24;
const MAX_BYTES = 100_000_000;
/** What 10,000 resources may leave at one look: the bound of the spool is met within a day. */
const BATCHES_PER_STEP = 3;
const BATCH_BYTES = 60_000;
const DRAIN_STEP_MS = 2500;
/** More than its longest pause (five minutes) in steps. */
const MAX_IDLE_STEPS = 400;
/** Long enough for the disk. */
const REAL_TURN_MS = 20;

/**
 * The product's spool, on a real directory, and its shipper through an outage by a fake clock: what is younger than a day arrives, what is older
 * is told as a gap, and the directory never grows beyond its bound.
 */
export async function liveThroughOutage(hours: number, { tell }: Pick<FaultRun, 'tell'>): Promise<FaultTally> {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-outage-'));
  const clock = createFakeClock({ manual: true });
  const server = createSwitchedSink();
  const stop = new AbortController();
  const opened = await openSpool({ dir: join(dir, 'spool'), clock, maxBytes: MAX_BYTES });
  const shipping = createShipping({
    sink: server,
    registration: { ensure: async () => ({ status: 'accepted' }), keepAlive: async () => {} },
    makeSpool: opened.start,
    saveLedger: undefined,
    clock,
    random: () => 0.5,
    events: createEvents({ log: createFakeLog(), metrics: createMetrics(), clock }),
  });
  const running = shipping.run(stop.signal);
  try {
    const made = await fill(shipping, clock, dir, hours);
    const backMs = clock.nowMs();
    server.turnOn();
    await drain(shipping, clock);
    const gaps = shipping.takeGaps();
    return settle({ made, backMs, server, gaps, shipping, tell, hours });
  } finally {
    stop.abort();
    await running;
    await shipping.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Made {
  readonly batch: Batch;
  readonly atMs: number;
}

/** Throws when the directory outgrows its bound. */
async function fill(shipping: Shipping, clock: FakeClock, dir: string, hours: number): Promise<Made[]> {
  const made: Made[] = [];
  for (let step = 0; step < (hours * HOUR_MS) / STEP_MS; step += 1) {
    for (let no = 0; no < BATCHES_PER_STEP; no += 1) {
      const batch = madeBatch(no, BATCH_BYTES);
      made.push({ batch, atMs: clock.nowMs() });
      await shipping.accept({ batch, commits: [] });
    }
    await clock.advance(STEP_MS);
    if (step % 24 === 0) await checkSize(dir);
  }
  await checkSize(dir);
  return made;
}

/** Fake time passes only while nothing happens, as it does while a shipper waits. */
async function drain({ counts }: Shipping, clock: FakeClock): Promise<void> {
  for (let idleSteps = 0; idleSteps < MAX_IDLE_STEPS && counts().queued > 0; idleSteps += 1) {
    const before = counts().queued;
    for (let waitedMs = 0; waitedMs < REAL_TURN_MS && counts().queued === before; waitedMs += 1) await sleep(1);
    if (counts().queued < before) idleSteps = 0;
    else await clock.advance(DRAIN_STEP_MS);
  }
}

async function checkSize(dir: string): Promise<void> {
  let bytes = 0;
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += await sizeOf(join(entry.parentPath, entry.name));
  }
  if (bytes > MAX_BYTES) throw new Error(`the spool has ${bytes} bytes`);
}

/** 0 for what was there a moment ago. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size;
}

interface Outcome {
  readonly made: readonly Made[];
  readonly backMs: number;
  readonly server: SwitchedSink;
  readonly gaps: readonly Gap[];
  readonly shipping: Shipping;
  readonly hours: number;
  readonly tell: (text: string) => void;
}

/** Younger than a day when the server came back: it must arrive. Older: it arrives, or a gap says so; every batch is accounted for. */
function settle({ made, backMs, server, gaps, shipping, hours, tell }: Outcome): FaultTally {
  const young = made.filter(({ atMs }) => backMs - atMs < (KEPT_HOURS - 1) * HOUR_MS);
  const missing = young.filter(({ batch }) => !server.received.has(batch.id)).length;
  const duplicates = [...server.received.values()].filter((times) => times > 1).length;
  let told = 0;
  for (const { records } of gaps) told += records;
  const { delivered, dropped, queued } = shipping.counts();
  tell(`${hours} h: ${made.length} batches, ${delivered} delivered, ${dropped} too old, gaps tell of ${told}`);
  const unaccounted = made.length - server.received.size - told;
  if (dropped !== told || unaccounted !== 0 || queued !== 0) throw new Error(`${hours} h: ${unaccounted} batches are neither delivered nor told`);
  if (hours > KEPT_HOURS && dropped === 0) throw new Error(`${hours} h: nothing was too old`);
  return { runs: 1, owed: young.length, missing, duplicates, happened: 1 };
}

interface SwitchedSink extends Sink {
  /** How often each batch came. */
  readonly received: ReadonlyMap<string, number>;
  turnOn(): void;
}

function createSwitchedSink(): SwitchedSink {
  const received = new Map<string, number>();
  const away: Delivery = { status: 'retry', error: new AgentError('SERVER_UNREACHABLE', 'nobody listens') };
  let isOn = false;
  return {
    name: 'switched',
    received,
    turnOn() {
      isOn = true;
    },
    async deliver(batch) {
      if (!isOn) return away;
      received.set(batch.id, (received.get(batch.id) ?? 0) + 1);
      return { status: 'accepted' };
    },
    close: async () => {},
  };
}
