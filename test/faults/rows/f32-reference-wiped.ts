import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { forbidsPython, readByPython } from '../reference/read-by-python.ts';
import { type ReferenceProcess, readPosts, startReferenceProcess } from '../reference/reference-server.ts';
import { type AgentProcess, type Obligation, startAgentProcess } from '../stand/agent-process.ts';
import { buildAgentUnderTest } from '../stand/agent-under-test.ts';
import { beginWorld, WORLD_VARIABLE } from '../world/world.ts';

const SPEED = 3600;
/** Longer than the server is away: mostly the agent does not notice, and its next heartbeat alone heals the loss. */
const INTERVAL_S = 15;
const LISTED_WITHIN_MS = 150_000;
/** Longer than the agent ever waits between two tries: 300 s. */
const DELIVERED_WITHIN_MS = 330_000;
const POLL_MS = 250;

/** The reference server is killed and comes back without its database. */
export const referenceWiped: FaultRow = {
  name: 'F32',
  title: 'the reference server (its contract fake) is killed and loses its database',
  times: { full: 4, quick: 1 },
  waits: true,
  forbidden: forbidsPython,
  run,
};

async function run(options: FaultRun): Promise<FaultTally> {
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-f32-'));
  const server = await startReferenceProcess(join(cwd, 'posts'));
  const life = startAgentProcess({
    entry: await buildAgentUnderTest(),
    cwd,
    args: ['world', '--server', server.url, '--interval', String(INTERVAL_S), '--state', join(cwd, 'state')],
    env: { [WORLD_VARIABLE]: JSON.stringify(beginWorld({ speed: SPEED })), XDG_CONFIG_HOME: join(cwd, 'config') },
  });
  try {
    await untilListed(server);
    const files = [server.file];
    for (let no = 1; no <= options.times; no += 1) files.push(await wipeOnce(server, `${server.file}.${no}`, options));
    return { ...(await account(life, files, options)), runs: options.times, happened: options.times };
  } finally {
    life.child.kill('SIGKILL');
    await server.kill();
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Returns where the lost database is. Throws when the agent is not listed again in time. */
async function wipeOnce(server: ReferenceProcess, lost: string, { tell }: FaultRun): Promise<string> {
  await server.kill();
  await server.wipe(lost);
  await server.start();
  const listedMs = await untilListed(server);
  tell(`listed again after ${(listedMs / 1000).toFixed(1)} s`);
  return lost;
}

/** How long it took. */
async function untilListed(server: ReferenceProcess): Promise<number> {
  const beganMs = performance.now();
  while (((await server.listed()) ?? []).length === 0) {
    if (performance.now() - beganMs > LISTED_WITHIN_MS) throw new Error(`the agent is not listed after ${LISTED_WITHIN_MS} ms`);
    await sleep(POLL_MS);
  }
  return performance.now() - beganMs;
}

/** Everything that the agent owes so far must have come to one of the databases, and Python must be able to read all of them. */
async function account({ child, ended, obligations }: AgentProcess, files: readonly string[], { tell }: FaultRun) {
  const owed = obligations.filter(({ expires_ms }) => expires_ms === null);
  const missing = await untilDelivered(owed, files);
  child.kill('SIGTERM');
  const { code } = await ended;
  if (code !== 0) throw new Error(`the agent left with ${code}`);
  const readings = files.map(readByPython);
  let [bodies, unreadable, charges] = [0, 0, 0];
  for (const reading of readings) {
    bodies += reading.bodies;
    unreadable += reading.unreadable;
    charges += reading.charges;
  }
  tell(`Python read ${bodies - unreadable} of ${bodies} bodies, with ${charges} charges`);
  if (unreadable > 0) throw new Error(`Python cannot read ${unreadable} bodies: ${readings.flatMap(({ reasons }) => reasons).join('; ')}`);
  return { owed: owed.length, missing, duplicates: await countChanged(files) };
}

/** How many did not come. */
async function untilDelivered(owed: readonly Obligation[], files: readonly string[]): Promise<number> {
  const lastMs = performance.now() + DELIVERED_WITHIN_MS;
  for (;;) {
    const bodies = await bodiesByBatch(files);
    const missing = owed.filter(({ batch }) => !bodies.has(batch)).length;
    if (missing === 0 || performance.now() > lastMs) return missing;
    await sleep(POLL_MS);
  }
}

/** Batches that came twice with two bodies: what comes again must be the same. */
async function countChanged(files: readonly string[]): Promise<number> {
  return [...(await bodiesByBatch(files)).values()].filter((bodies) => bodies.size > 1).length;
}

async function bodiesByBatch(files: readonly string[]): Promise<Map<string, Set<string>>> {
  const byBatch = new Map<string, Set<string>>();
  for (const { body } of (await Promise.all(files.map(readPosts))).flat()) {
    const { metrics } = JSON.parse(body) as { readonly metrics?: { readonly batch_id: string } };
    if (metrics !== undefined) byBatch.set(metrics.batch_id, (byBatch.get(metrics.batch_id) ?? new Set()).add(body));
  }
  return byBatch;
}
