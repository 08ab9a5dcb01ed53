import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import type { AgentProcess } from '../stand/agent-process.ts';
import { concludeRow, sumTallies } from '../stand/conclude.ts';
import { forbidsTracing } from '../stand/host.ts';
import { openStand } from '../stand/stand.ts';
import { cyclesIn } from '../time/cycles-in.ts';
import { type AgentHealth, healthOf, LISTENING } from '../time/health-of.ts';
import { STALL_VARIABLE } from '../world/world.ts';

const SPEED = 3600;
const STALL_MS = 5000;
/** As long as a probe waits for its answer. */
const PROBE_MS = 1000;
const PROBE_EVERY_MS = 200;
const DETECTED_WITHIN_MS = 35_000;
/** A loop that waited for a slow sync would be held for twice as long; on a machine that runs every row at once, others hold it for a second. */
const MAX_HELD_MS = STALL_MS / 2;
const LAG = 'openfinops_agent_event_loop_lag_seconds';
const ARGS = ['--log-level', 'debug', ...LISTENING];

/** The event loop stands still for five seconds; a disk takes five seconds for a sync, during which the loop must not. */
export const stalls: FaultRow = {
  name: 'F26',
  title: 'the event loop stands still for 5 s; syncs of the disk take 5 s',
  times: { full: 20, quick: 4 },
  waits: true,
  forbidden: forbidsTracing,
  run: async (options) => {
    const half = { ...options, times: options.times / 2 };
    return sumTallies(await Promise.all([standStill(half), syncSlowly(half)]));
  },
};

async function standStill(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F26-loop', { speed: SPEED });
  const stallFile = join(stand.cwd, 'stall');
  return await concludeRow(stand, options, async () => {
    let slowestMs = 0;
    await stand.liveInPeace();
    const life = await stand.liveInPeace({ args: ARGS, env: { [STALL_VARIABLE]: stallFile } }, async (living) => {
      const health = await healthOf(living);
      for (let no = 0; no < options.times; no += 1) slowestMs = Math.max(slowestMs, await stallOnce(stallFile, health));
    });
    const cycles = cyclesIn(life.stderr()).length;
    options.tell(`the loop stood still ${options.times} times: /livez failed within ${slowestMs} ms; ${cycles} cycles, one at a time`);
    return { runs: options.times, happened: options.times };
  });
}

/** How long it took until /livez failed. Throws when it took too long, or the metric does not tell of it afterwards. */
async function stallOnce(stallFile: string, health: AgentHealth): Promise<number> {
  writeFileSync(`${stallFile}.new`, String(STALL_MS));
  renameSync(`${stallFile}.new`, stallFile);
  const detectedMs = await untilTrue('/livez failed', async () => !(await health.isLive(PROBE_MS)));
  await untilTrue('/livez answered again', () => health.isLive(PROBE_MS));
  const lagSeconds = await health.metric(LAG);
  if (lagSeconds < (0.9 * STALL_MS) / 1000) throw new Error(`the loop stood still for ${STALL_MS} ms, and its lag is told as ${lagSeconds} s`);
  return detectedMs;
}

async function syncSlowly(options: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F26-disk', { speed: SPEED });
  const trace = join(stand.cwd, 'trace');
  // Each thread counts its own calls.
  const inject = `inject=fsync:delay_enter=${STALL_MS * 1000}:when=5+12`;
  const wrapper = ['strace', '-f', '-D', '-qq', '-o', trace, '-e', 'trace=fsync', '-e', inject];
  return await concludeRow(stand, options, async () => {
    await stand.liveInPeace();
    const life = await stand.liveInPeace({ args: ARGS, wrapper }, async (living) => await watchSlowSyncs(living, trace, options));
    const cycles = cyclesIn(life.stderr()).length;
    const happened = countSlow(trace);
    options.tell(`${happened} syncs took ${STALL_MS} ms; ${cycles} cycles, one at a time`);
    return { runs: options.times, happened };
  });
}

/** Until so many were slow. Throws when the loop stands still meanwhile, or /readyz does not tell that cycles are late. */
async function watchSlowSyncs(life: AgentProcess, trace: string, { times, tell }: FaultRun): Promise<void> {
  const health = await healthOf(life);
  const lateMs = await untilTrue('/readyz told of a late cycle', async () => (await health.reasons()).has('cycle-late'));
  while (countSlow(trace) < times) {
    if (!(await health.isLive(MAX_HELD_MS))) throw new Error(`a slow disk holds the event loop:\n${life.stderr()}`);
    await sleep(PROBE_EVERY_MS);
  }
  const lagSeconds = await health.metric(LAG);
  if (1000 * lagSeconds > MAX_HELD_MS) throw new Error(`a slow disk held the event loop for ${lagSeconds} s`);
  tell(`/readyz told of slow syncs within ${lateMs} ms; the loop's longest delay was ${Math.round(1000 * lagSeconds)} ms`);
}

function countSlow(trace: string): number {
  return readFileSync(trace, 'utf8').split('(DELAYED)').length - 1;
}

/** How long it took, ms. Throws when it is too long. */
async function untilTrue(what: string, look: () => Promise<boolean>): Promise<number> {
  const beganMs = performance.now();
  while (!(await look())) {
    if (performance.now() - beganMs > DETECTED_WITHIN_MS) throw new Error(`not within ${DETECTED_WITHIN_MS} ms: ${what}`);
    await sleep(PROBE_EVERY_MS);
  }
  return Math.round(performance.now() - beganMs);
}
