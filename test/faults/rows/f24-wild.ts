import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { forbidsPython, type PythonReading, readByPython } from '../reference/read-by-python.ts';
import { readPosts, startReferenceProcess } from '../reference/reference-server.ts';
import { type AgentProcess, startAgentProcess } from '../stand/agent-process.ts';
import { buildAgentUnderTest } from '../stand/agent-under-test.ts';
import { replayIntoHub } from '../stand/replay-into-hub.ts';
import { type AgentHealth, healthOf, LISTENING } from '../time/health-of.ts';
import { HEAVY_EVERY, WILD_VARIABLE } from '../world/wild-provider.ts';

const RESOURCES = 100_000;
const QUICK_RESOURCES = 20_000;
const MAX_PEAK_BYTES = 400_000_000;
/** Of CPU, delivery included: a machine that others use too takes longer. */
const MAX_CYCLE_CPU_MS = 60_000;
/** Linux counts CPU time in ticks of 10 ms (USER_HZ). */
const TICK_MS = 10;
const DELIVERED_WITHIN_MS = 480_000;
const POLL_MS = 500;
/** Of the bodies, one in so many is also shown to the hub. */
const HUB_EVERY = 20;
const WATCH_DELAYS = fileURLToPath(new URL('../stand/watch-delays.mjs', import.meta.url));
const QUEUED = 'openfinops_agent_spool_queued_batches';

/** Very many resources with everything in them that a careless writer of JSON, or a generous one, would stumble over. */
export const wild: FaultRow = {
  name: 'F24',
  title: '100,000 resources with odd text, odd numbers, and tags of 64 KB and of 5 MB',
  times: { full: 1, quick: 1 },
  forbidden: forbidsPython,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const count = options.isQuick ? QUICK_RESOURCES : RESOURCES;
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-f24-'));
  const server = await startReferenceProcess(join(cwd, 'posts'));
  const delays = join(cwd, 'delays');
  const life = startAgentProcess({
    entry: await buildAgentUnderTest(),
    cwd,
    args: ['wild', '--server', server.url, '--interval', '3600', '--state', join(cwd, 'state'), ...LISTENING],
    env: {
      [WILD_VARIABLE]: String(count),
      XDG_CONFIG_HOME: join(cwd, 'config'),
      OPENFINOPS_OBLIGATIONS_FD: '',
      OPENFINOPS_FAULTS_DELAYS: delays,
      NODE_OPTIONS: `--import=${WATCH_DELAYS}`,
    },
  });
  try {
    const cycle = await untilDelivered(life);
    const use = await useOf(life);
    life.child.kill('SIGTERM');
    await life.ended;
    sayFigures(cycle, use, JSON.parse(await readFile(delays, 'utf8')) as Delays, options);
    const reading = readByPython(server.file);
    const shown = await showToHub(server.file);
    options.tell(`Python read ${reading.bodies - reading.unreadable} of ${reading.bodies} bodies, the hub took ${shown} of ${shown}`);
    return judge(reading, count);
  } finally {
    life.child.kill('SIGKILL');
    await server.kill();
    await rm(cwd, { recursive: true, force: true });
  }
}

/** The one cycle, once nothing of it waits any more. */
async function untilDelivered(life: AgentProcess): Promise<{ readonly elapsedMs: number }> {
  const health = await healthOf(life);
  const lastMs = performance.now() + DELIVERED_WITHIN_MS;
  while (!life.stderr().includes('"msg":"cycle finished"') || (await queuedIn(health)) > 0) {
    if (performance.now() > lastMs) throw new Error(`not delivered within ${DELIVERED_WITHIN_MS} ms:\n${life.stderr()}`);
    await sleep(POLL_MS);
  }
  const [line] = await life.until(/\{[^\n]*"msg":"cycle finished"[^\n]*\}/);
  return JSON.parse(line) as { readonly elapsedMs: number };
}

/** A loop that is too busy to answer has not delivered everything yet. */
async function queuedIn(health: AgentHealth): Promise<number> {
  return await health.metric(QUEUED).catch(() => Number.POSITIVE_INFINITY);
}

interface Use {
  readonly peakBytes: number;
  readonly cpuMs: number;
}

async function useOf({ child }: AgentProcess): Promise<Use> {
  const [, peakKib = ''] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  // After the name in brackets: state is the 3rd field, utime the 14th, stime the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { peakBytes: Number(peakKib) * 1024, cpuMs: TICK_MS * (Number(fields[11]) + Number(fields[12])) };
}

interface Delays {
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Throws when memory or time were too much. */
function sayFigures({ elapsedMs }: { readonly elapsedMs: number }, { peakBytes, cpuMs }: Use, { p99Ms, maxMs }: Delays, { tell }: FaultRun): void {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const figures = `a cycle of ${seconds(elapsedMs)}, ${seconds(cpuMs)} of CPU until all was delivered, peak of memory ${(peakBytes / 1e6).toFixed(0)} MB`;
  tell(`${figures}; the event loop was late by ${p99Ms.toFixed(1)} ms (p99), ${maxMs.toFixed(0)} ms at most`);
  if (peakBytes > MAX_PEAK_BYTES || cpuMs > MAX_CYCLE_CPU_MS) throw new Error(`too much: ${figures}`);
}

/** Records of the contract are what the hub takes without rejecting one: it throws when it does not. Returns how many bodies it saw. */
async function showToHub(file: string): Promise<number> {
  const bodies = (await readPosts(file)).filter(({ path }) => path.endsWith('/ingest')).filter((_, no) => no % HUB_EVERY === 0);
  await replayIntoHub(
    bodies.map(({ body }) => ({ body, times: 1 })),
    Date.now(),
    async () => {},
  );
  return bodies.length;
}

/** Each resource once, with a charge at least and a series; each that was too heavy, and the one of 5 MB, marked. */
function judge({ bodies, unreadable, resources, charges, series, truncated, reasons }: PythonReading, count: number): FaultTally {
  if (unreadable > 0) throw new Error(`Python cannot read ${unreadable} of ${bodies} bodies: ${reasons.join('; ')}`);
  const heavy = count / HEAVY_EVERY + 1;
  const missing = Math.max(0, count - resources) + Math.max(0, count - series) + Math.max(0, count - charges) + Math.max(0, heavy - truncated);
  return { runs: 1, owed: 3 * count + heavy, missing, duplicates: Math.max(0, resources - count), happened: truncated > 0 ? 1 : 0 };
}
