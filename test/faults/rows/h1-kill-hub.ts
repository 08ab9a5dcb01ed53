import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_TENANT } from '@openfinops/core';
import { openSqliteStore } from '@openfinops/hub';
import { hubUrl, startAgent } from '../../e2e/long-running.ts';
import { createRng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { type Load, startLoad } from '../load.ts';
import { type Held, reckon } from '../reckon.ts';

const HOUR_MS = 3_600_000;
const SENDERS = 4;
/** A hub lives at most so long after it began to serve: from its first requests to a steady stream. */
const MAX_LIFE_MS = 400;
/** A kill that no request noticed is done again; so many for each that counts, at most. */
const MAX_KILLS_PER_HIT = 2;

/** The hub's process from the bundle, killed without notice while several agents wait for its replies. */
export const killHub: FaultRow = { name: 'H1', title: 'the hub is killed (kill -9) under load', times: { full: 200, quick: 20 }, run };

async function run(options: FaultRun): Promise<FaultTally> {
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-h1-'));
  const hourStartMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
  const { loads, kills, happened } = await killUnderLoad(cwd, hourStartMs, options);
  const charges = new Map(loads.flatMap(({ owed }) => [...owed]));
  const batches = loads.flatMap(({ acked }) => [...acked]).length;
  const reckoning = reckon({ batches, charges }, await readHeld(join(cwd, 'data/hub.sqlite'), hourStartMs));
  if (reckoning.missing + reckoning.duplicates > 0) options.tell(`the database is kept in ${cwd}`);
  else await rm(cwd, { recursive: true });
  return { runs: kills, ...reckoning, happened };
}

/** Resolves once every batch that was ever sent is acknowledged and the last hub has stopped in order. */
async function killUnderLoad(cwd: string, hourStartMs: number, { times, seed, tell }: FaultRun) {
  const rng = createRng('H1', seed);
  const startHub = (bind: string) => startAgent(['hub', '--bind', bind, '--data', join(cwd, 'data')], { cwd });
  let hub = startHub('127.0.0.1:0');
  let loads: readonly Load[] = [];
  let kills = 0;
  let happened = 0;
  try {
    const url = await hubUrl(hub);
    loads = Array.from({ length: SENDERS }, (_, no) => startLoad(() => url, hourStartMs, `h1-sender-${no}`));
    while (happened < times && kills < times * MAX_KILLS_PER_HIT) {
      await new Promise((resolve) => setTimeout(resolve, rng.int(0, MAX_LIFE_MS)));
      const inFlight = loads.map((load) => load.inFlight()).filter((request) => request !== null);
      await hub.stop('SIGKILL');
      kills += 1;
      // Struck: a request that waited at that instant never got its reply.
      if ((await Promise.all(inFlight)).includes(false)) happened += 1;
      if (kills % 20 === 0) tell(`${kills} kills, ${happened} under a request`);
      hub = startHub(new URL(url).host);
      await hubUrl(hub);
    }
    for (const load of loads) await load.stop();
  } finally {
    for (const load of loads) load.abandon();
    await hub.stop('SIGTERM');
  }
  return { loads, kills, happened };
}

async function readHeld(file: string, hourStartMs: number): Promise<Held> {
  const store = openSqliteStore(file);
  try {
    const charges = await store.charges(DEFAULT_TENANT, hourStartMs);
    const totals = await store.scopeCosts(DEFAULT_TENANT, 'hour', hourStartMs, hourStartMs + HOUR_MS);
    const { bodies } = await store.activity(DEFAULT_TENANT, 0);
    return { batches: bodies, charges, listCosts: totals.map(({ listCost }) => listCost) };
  } finally {
    await store.close();
  }
}
