import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch } from '@openfinops/core';
import { createRng, type Rng } from '../../oracle/random.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { makeSpool, SPOOL_IN_STATE } from '../stand/made-spool.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const FILES = 1000;
/** Every fifth file stays as it is: it must arrive whatever lies beside it. */
const WHOLE_EVERY = 5;
const NAME_RATIO = 0.1;
/** Beside all those files, as against beside none. */
const STARTS_LATER_BY_MS = 1000;

/** Files of the spool are damaged while no agent runs: what is damaged is set aside and never sent, everything else is delivered. */
export const damagedFiles: FaultRow = {
  name: 'F7',
  title: 'bits flip in files and names of the spool; files are cut short, garbage, links',
  times: { full: 10_000, quick: 1000 },
  run,
};

async function run({ times, seed, tell }: FaultRun): Promise<FaultTally> {
  const stand = await openStand('F7');
  const rng = createRng('F7', seed);
  const tally = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  const startsMs: number[] = [];
  const round = async (what: string, damage: Damage): Promise<void> => {
    const { startMs, ...counts } = await damageOnce(stand, damage);
    startsMs.push(startMs);
    for (const key of ['runs', 'owed', 'missing', 'duplicates', 'happened'] as const) tally[key] += counts[key];
    if (counts.missing + counts.duplicates > 0) tell(`${what}: ${counts.missing} missing, ${counts.duplicates} wrong`);
  };
  try {
    const bareMs = (await startOn(stand)).startMs;
    await round('files cut to every length', cutFiles);
    await round('garbage, links, directories', plantStrangers);
    while (tally.happened < times) await round('flipped bits', (dir, files) => flipBits(dir, files, rng));
    const startMs = Math.min(...startsMs);
    tell(`the agent is at work ${startMs} ms after its start beside ${FILES} files, ${bareMs} ms beside none`);
    if (startMs > bareMs + STARTS_LATER_BY_MS) throw new Error(`it takes ${startMs} ms to start beside ${FILES} files`);
    return tally;
  } finally {
    await stand.close(false);
  }
}

/** Damages some files; says by path which are no more what they were. */
type Damage = (dir: string, files: readonly string[]) => Promise<{ readonly damaged: ReadonlySet<string>; readonly strangers: number }>;

async function damageOnce(stand: Stand, damage: Damage): Promise<FaultTally & { readonly startMs: number }> {
  const spool = join(stand.stateDir, SPOOL_IN_STATE);
  await rm(stand.stateDir, { recursive: true, force: true });
  await mkdir(join(stand.stateDir, 'world'), { recursive: true, mode: 0o700 });
  const batches = await makeSpool(spool, FILES);
  const queue = join(spool, 'q');
  const files = (await readdir(queue)).sort();
  const { damaged, strangers } = await damage(queue, files);
  const isDamaged = ({ id }: Batch): boolean => [...damaged].some((name) => name.includes(id));

  const damagedIds = new Set(batches.filter(isDamaged).map(({ id }) => id));
  const { startMs } = await startOn(stand, () => untilArrived(stand, batches, damagedIds));
  return { startMs, ...count(stand, batches, damagedIds), happened: damaged.size + strangers };
}

/** One life that ends in order; how long it took to be at work. */
async function startOn(stand: Stand, work: () => Promise<void> = async () => {}): Promise<{ readonly startMs: number }> {
  const beganMs = Date.now();
  const life = stand.launch();
  await life.until(/"msg":"agent started"/);
  const startMs = Date.now() - beganMs;
  await work();
  life.child.kill('SIGTERM');
  const { code } = await life.ended;
  if (code !== 0) throw new Error(`the agent left with ${code}:\n${life.stderr()}`);
  return { startMs };
}

function count({ oracle }: Stand, batches: readonly Batch[], damagedIds: ReadonlySet<string>) {
  const counts = { runs: damagedIds.size, owed: batches.length - damagedIds.size, missing: 0, duplicates: 0 };
  for (const { id, json } of batches) {
    const body = oracle.bodies.get(id);
    if (body === undefined && !damagedIds.has(id)) counts.missing += 1;
    if (body !== undefined && body !== json) counts.duplicates += 1;
  }
  return counts;
}

async function untilArrived({ oracle }: Stand, batches: readonly Batch[], damagedIds: ReadonlySet<string>): Promise<void> {
  const awaited = batches.filter(({ id }) => !damagedIds.has(id));
  for (let tries = 0; tries < 1200; tries += 1) {
    if (awaited.every(({ id }) => oracle.confirmed.has(id))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One bit in each of the others: in its content, sometimes in its name. A name that means the same thing then is no damage. */
async function flipBits(dir: string, files: readonly string[], rng: Rng) {
  const damaged = new Set<string>();
  for (const name of files.filter((_, index) => index % WHOLE_EVERY !== 0)) {
    if (rng.int(0, 999) < 1000 * NAME_RATIO && (await flipName(dir, name, rng))) damaged.add(name);
    else await flipContent(join(dir, name), rng).then(() => damaged.add(name));
  }
  return { damaged, strangers: 0 };
}

async function flipContent(path: string, rng: Rng): Promise<void> {
  const bytes = await readFile(path);
  const at = rng.int(0, bytes.length * 8 - 1);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  await writeFile(path, bytes);
}

async function flipName(dir: string, name: string, rng: Rng): Promise<boolean> {
  const bytes = Buffer.from(name);
  const at = rng.int(0, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.int(0, 7));
  if (bytes.includes(0) || bytes.includes('/')) return false;
  await rename(join(dir, name), Buffer.concat([Buffer.from(`${dir}/`), bytes]));
  return true;
}

/** Each of the first files to a length of its own: 0, 1, 2, … */
async function cutFiles(dir: string, files: readonly string[]) {
  const damaged = new Set<string>();
  for (const [length, name] of files.entries()) {
    const bytes = await readFile(join(dir, name));
    if (length >= bytes.length) break;
    await writeFile(join(dir, name), bytes.subarray(0, length));
    damaged.add(name);
  }
  return { damaged, strangers: 0 };
}

async function plantStrangers(dir: string, files: readonly string[]) {
  const [first = '', second = '', third = ''] = files;
  await writeFile(join(dir, first), Buffer.alloc(5000, 7));
  await rm(join(dir, second));
  await symlink('/etc/passwd', join(dir, second));
  await rm(join(dir, third));
  await mkdir(join(dir, third));
  await writeFile(join(dir, 'notes.txt'), 'not yours');
  await writeFile(join(dir, Buffer.from([0xff, 0xfe, 0x41]).toString('latin1')), '');
  await symlink(join(dir, files[5] ?? ''), join(dir, 'loop'));
  await cp(join(dir, files[6] ?? ''), join(dir, `${files[6]}.copy`));
  return { damaged: new Set([first, second, third]), strangers: 4 };
}
