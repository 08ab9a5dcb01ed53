import { join } from 'node:path';
import { AgentError, type Clock, messageOf, type Problem, type Spool } from '@openfinops/core';
import { codeOf } from '../state/state-io.ts';
import { type Aside, openAside } from './aside.ts';
import { createDisk, type Disk } from './disk.ts';
import { createDurableSpool } from './durable-spool.ts';
import { type FileLabel, parseFileName } from './file-name.ts';
import { readGaps } from './gap-file.ts';
import { createGapBook } from './gaps.ts';
import { pathsIn } from './layout.ts';
import { corruptLimits, deadLimits, SPOOL_LIMITS, type SpoolLimits } from './limits.ts';
import { type Claim, claimDir } from './owner.ts';
import { realSpoolFs, removeFile, type SpoolFs } from './spool-fs.ts';
import type { SpoolHooks } from './spool-hooks.ts';
import { noteVersion, refuseNewer } from './version.ts';

export interface OpenSpoolOptions extends Partial<SpoolLimits> {
  readonly dir: string;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly fs?: SpoolFs;
  /** Makes this process the one owner; default: as `claimDir`. */
  readonly claim?: (dir: string, nowMs: number) => Promise<Claim>;
}

/** A directory that is ours now. */
export interface OpenedSpool {
  readonly dir: string;
  /** What was found there that is no batch; never a reason to stop. */
  readonly problems: readonly Problem[];
  /** Begins the work on it; once. */
  start(hooks: SpoolHooks): Spool;
}

/**
 * Opens the directory of a spool, made where there is none, by names alone: no batch is read. Wipes unfinished writes and sets aside what is no
 * batch. Throws SPOOL_UNWRITABLE: it cannot be made or read, somebody else could have planted it, another process owns it, or a newer agent wrote it.
 */
export async function openSpool(options: OpenSpoolOptions): Promise<OpenedSpool> {
  const { dir, clock, fs = realSpoolFs, claim = claimDir, ...given } = options;
  const limits = { ...SPOOL_LIMITS, ...given };
  const disk = createDisk(fs, pathsIn(dir));
  await prepare(dir, fs);
  const claimed = await claim(dir, clock.nowMs());
  try {
    const isVersionWhole = await refuseNewer(disk);
    for (const path of [disk.paths.tmp, disk.paths.queue, disk.paths.dead, disk.paths.corrupt]) await prepare(path, fs);
    await wipe(disk.paths.tmp, fs);
    const problems = await noteVersion(disk, isVersionWhole);
    const dead = await openAside(disk.paths.dead, deadLimits(limits), disk);
    const corrupt = await openAside(disk.paths.corrupt, corruptLimits(limits), disk);
    const found = await findBatches(disk, corrupt);
    problems.push(...found.problems);
    const gaps = createGapBook();
    const kept = await readGaps(disk);
    gaps.restore(kept.gaps);
    if (kept.problem !== null) problems.push(kept.problem);
    const parts = { disk, limits, clock, found: found.labels, dead, corrupt, gaps, release: claimed.release };
    return { dir, problems: problems.map(toProblem), start: (hooks) => createDurableSpool({ ...parts, hooks }) };
  } catch (error) {
    await claimed.release();
    throw error instanceof AgentError ? error : refusal(`the spool ${dir} cannot be read: ${messageOf(error)}`, error);
  }
}

async function prepare(path: string, fs: SpoolFs): Promise<void> {
  try {
    await fs.prepareDir(path);
  } catch (error) {
    const message = error instanceof AgentError ? error.message : messageOf(error);
    throw refusal(message.replace('state directory', 'spool'), error);
  }
}

function refusal(message: string, cause: unknown): AgentError {
  const hint = cause instanceof AgentError ? cause.hint : undefined;
  return new AgentError('SPOOL_UNWRITABLE', message, { cause, ...(hint === undefined ? {} : { hint }) });
}

/** What a crash left half-written. */
async function wipe(dir: string, fs: SpoolFs): Promise<void> {
  for (const { name } of await fs.list(dir)) await removeFile(join(dir, name), fs).catch(() => {});
}

/** Queued batches by arrival; whatever else is there is set aside. */
async function findBatches(disk: Disk, corrupt: Aside): Promise<{ readonly labels: FileLabel[]; readonly problems: string[] }> {
  const { fs, paths } = disk;
  const labels = new Map<string, FileLabel>();
  let strangers = 0;
  for (const { name, kind } of await fs.list(paths.queue)) {
    const label = kind === 'file' ? parseFileName(name) : undefined;
    if (label !== undefined && !labels.has(label.id)) {
      labels.set(label.id, label);
      continue;
    }
    strangers += 1;
    await setAside(name, disk, corrupt);
  }
  const problems = strangers === 0 ? [] : [`${strangers} files in ${paths.queue} are no batches and were set aside in ${paths.corrupt}`];
  return { labels: [...labels.values()].sort((a, b) => a.seq - b.seq), problems };
}

async function setAside(name: string, { fs, paths }: Disk, corrupt: Aside): Promise<void> {
  const path = join(paths.queue, name);
  try {
    await corrupt.put(path, name, await fs.sizeOf(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    // It stays where it is: nothing reads it.
  }
}

function toProblem(message: string): Problem {
  return { stage: 'ship', code: 'SOURCE_GARBLED', scope: null, message, hint: 'The rest of the spool is delivered as ever.' };
}
