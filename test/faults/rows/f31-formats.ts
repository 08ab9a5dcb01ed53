import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { SPOOL_IN_STATE } from '../stand/made-spool.ts';
import { openStand, type Stand } from '../stand/stand.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const NEWER = 'openfinops.spool/99\n';
const EXIT_SPOOL = 74;

/** Spools that earlier versions left (`fixtures/spool-<format>`) are delivered whole; one of a newer format is refused in a sentence, untouched. */
export const formats: FaultRow = {
  name: 'F31',
  title: 'spools of every format so far are read, a newer one is refused and left alone',
  times: { full: 2, quick: 2 },
  run,
};

interface Expected {
  /** SHA-256 of each body by batch id. */
  readonly bodies: Readonly<Record<string, string>>;
}

async function run({ tell }: FaultRun): Promise<FaultTally> {
  const tally = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  for (const fixture of (await readdir(FIXTURES)).filter((name) => name.startsWith('spool-'))) {
    const stand = await openStand('F31');
    try {
      const expected = await layOut(join(FIXTURES, fixture), stand);
      await refuseNewer(stand);
      await stand.liveInPeace();
      const counts = compareBodies(stand, expected);
      tell(`${fixture}: ${counts.owed} batches, ${counts.missing} missing, ${counts.duplicates} wrong`);
      tally.runs += 2;
      tally.happened += 2;
      for (const key of ['owed', 'missing', 'duplicates'] as const) tally[key] += counts[key];
    } finally {
      await stand.close(false);
    }
  }
  return tally;
}

/** Copies a fixture to where the agent looks; git keeps neither modes nor empty directories. */
async function layOut(fixture: string, { stateDir }: Stand): Promise<Expected> {
  const spool = join(stateDir, SPOOL_IN_STATE);
  await mkdir(join(stateDir, 'world'), { recursive: true, mode: 0o700 });
  await cp(join(fixture, 'spool'), spool, { recursive: true });
  for (const dir of [spool, ...(await directoriesIn(spool))]) await chmod(dir, 0o700);
  return JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Expected;
}

/** As if a newer agent had been here, and was taken back. Throws unless this one leaves at once, says why, and changes nothing. */
async function refuseNewer(stand: Stand): Promise<void> {
  const spool = join(stand.stateDir, SPOOL_IN_STATE);
  const version = await readFile(join(spool, 'VERSION'));
  await writeFile(join(spool, 'VERSION'), NEWER);
  const before = await printOf(spool);
  const life = stand.launch();
  const { code } = await life.ended;
  const refused = code === EXIT_SPOOL && /newer format/.test(life.stderr());
  if (!refused || (await printOf(spool)) !== before) throw new Error(`a newer spool was not left alone (exit ${code}):\n${life.stderr()}`);
  await writeFile(join(spool, 'VERSION'), version);
}

function compareBodies({ oracle }: Stand, { bodies }: Expected) {
  const counts = { owed: 0, missing: 0, duplicates: 0 };
  for (const [batchId, hash] of Object.entries(bodies)) {
    const body = oracle.bodies.get(batchId);
    counts.owed += 1;
    if (body === undefined) counts.missing += 1;
    else if (createHash('sha256').update(body).digest('hex') !== hash) counts.duplicates += 1;
  }
  return counts;
}

async function directoriesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

/** Names and contents of everything in a directory. */
async function printOf(dir: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}
