import { join } from 'node:path';
import type { BatchClass, BatchKind } from '@openfinops/core';
import { messageOf } from '@openfinops/core';
import * as z from 'zod';
import { codeOf } from '../state/state-io.ts';
import { NOTE_SUFFIX } from './aside.ts';
import { type FileLabel, KIND_OF_CLASS, parseFileName } from './file-name.ts';
import { pathsIn } from './layout.ts';
import { findOwner, type Owner } from './owner.ts';
import { type DirEntry, realSpoolFs, removeFile, type SpoolFs } from './spool-fs.ts';

/** So many files of one sort. */
export interface SpoolShare {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  /** Epoch ms of the oldest; null: there is none. */
  readonly oldestMs: number | null;
}

/** A spool as its directory shows it, read by names alone. */
export interface SpoolInspection {
  readonly dir: string;
  /** False: no agent has made it yet. */
  readonly exists: boolean;
  /** The process that works on it now; null: none, or this platform cannot tell. */
  readonly owner: Owner | null;
  readonly queued: Readonly<Record<BatchClass, SpoolShare>>;
  /** Of those, what is said of open hours and expires. */
  readonly expiring: SpoolShare;
  readonly dead: SpoolShare;
  readonly corrupt: SpoolShare;
  /** Of everything above. */
  readonly bytes: number;
}

/** A batch that the server refused for good. */
export interface DeadLetter {
  readonly id: string;
  readonly kind: BatchKind;
  readonly records: number;
  readonly bytes: number;
  readonly spooledMs: number;
  /** null: the note on it is lost. */
  readonly diedMs: number | null;
  readonly reason: string | null;
  readonly attempts: number | null;
}

const Note = z.object({ reason: z.string(), diedMs: z.number(), attempts: z.int() });
const MAX_NOTE_BYTES = 65_536;

/** Looks at a spool and touches nothing; safe beside a running agent. Rejects with the platform's own error. */
export async function inspectSpool(dir: string, fs: SpoolFs = realSpoolFs): Promise<SpoolInspection> {
  const paths = pathsIn(dir);
  const inQueue = await list(paths.queue, fs);
  const queued = labelsIn(inQueue ?? []);
  const dead = labelsIn((await list(paths.dead, fs)) ?? []);
  const corrupt = await sizesIn(paths.corrupt, fs);
  const shares = { dead: shareOf(dead), corrupt, all: shareOf(queued) };
  return {
    dir,
    exists: inQueue !== undefined,
    owner: await findOwner(dir),
    queued: { P0: shareOf(queued, 'P0'), P1: shareOf(queued, 'P1'), P2: shareOf(queued, 'P2') },
    expiring: shareOf(queued.filter(({ expiresMs }) => expiresMs !== null)),
    dead: shares.dead,
    corrupt,
    bytes: shares.all.bytes + shares.dead.bytes + corrupt.bytes,
  };
}

/** What the server refused for good, oldest first. Rejects with the platform's own error. */
export async function listDead(dir: string, fs: SpoolFs = realSpoolFs): Promise<DeadLetter[]> {
  const paths = pathsIn(dir);
  const letters: DeadLetter[] = [];
  for (const { name, label } of namedIn((await list(paths.dead, fs)) ?? [])) {
    const { id, records, bytes, spooledMs } = label;
    const note = await readNote(join(paths.dead, `${name}${NOTE_SUFFIX}`), fs);
    letters.push({ id, kind: KIND_OF_CLASS[label.class], records, bytes, spooledMs, ...note });
  }
  return letters.sort((a, b) => a.spooledMs - b.spooledMs);
}

/**
 * Puts dead letters back into the queue; safe beside a running agent, which sees them at its next cycle.
 * @param ids batch ids; `all`: every one
 * @returns the ids that are queued again, and those that were asked for but are no dead letters
 */
export async function replayDead(
  dir: string,
  ids: readonly string[] | 'all',
  fs: SpoolFs = realSpoolFs,
): Promise<{ readonly replayed: readonly string[]; readonly unknown: readonly string[] }> {
  const paths = pathsIn(dir);
  const wanted = ids === 'all' ? undefined : new Set(ids);
  const replayed = new Set<string>();
  for (const { name, label } of namedIn((await list(paths.dead, fs)) ?? [])) {
    if (wanted !== undefined && !wanted.has(label.id)) continue;
    await fs.rename(join(paths.dead, name), join(paths.queue, name));
    await removeFile(join(paths.dead, `${name}${NOTE_SUFFIX}`), fs);
    replayed.add(label.id);
  }
  if (replayed.size > 0) await fs.syncDir(paths.queue);
  return { replayed: [...replayed], unknown: [...(wanted ?? [])].filter((id) => !replayed.has(id)) };
}

/** undefined: there is no such directory. */
async function list(path: string, fs: SpoolFs): Promise<DirEntry[] | undefined> {
  try {
    return await fs.list(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function* namedIn(entries: readonly DirEntry[]): Generator<{ readonly name: string; readonly label: FileLabel }> {
  for (const { name, kind } of entries) {
    const label = kind === 'file' ? parseFileName(name) : undefined;
    if (label !== undefined) yield { name, label };
  }
}

function labelsIn(entries: readonly DirEntry[]): FileLabel[] {
  return [...namedIn(entries)].map(({ label }) => label);
}

function shareOf(labels: readonly FileLabel[], batchClass?: BatchClass): SpoolShare {
  let share: SpoolShare = { files: 0, records: 0, bytes: 0, oldestMs: null };
  for (const label of labels) {
    if (batchClass !== undefined && label.class !== batchClass) continue;
    const { files, records, bytes, oldestMs } = share;
    share = {
      files: files + 1,
      records: records + label.records,
      bytes: bytes + label.bytes,
      oldestMs: Math.min(oldestMs ?? label.spooledMs, label.spooledMs),
    };
  }
  return share;
}

/** Names there may be anybody's, so sizes are asked for. */
async function sizesIn(dir: string, fs: SpoolFs): Promise<SpoolShare> {
  const named = labelsIn([]);
  let files = 0;
  let bytes = 0;
  for (const { name, kind } of (await list(dir, fs)) ?? []) {
    if (kind !== 'file' || name.endsWith(NOTE_SUFFIX)) continue;
    files += 1;
    bytes += await fs.sizeOf(join(dir, name)).catch(() => 0);
    const label = parseFileName(name);
    if (label !== undefined) named.push(label);
  }
  return { ...shareOf(named), files, bytes };
}

async function readNote(path: string, fs: SpoolFs): Promise<Pick<DeadLetter, 'diedMs' | 'reason' | 'attempts'>> {
  try {
    return Note.parse(JSON.parse((await fs.read(path, MAX_NOTE_BYTES)).toString('utf8')));
  } catch (error) {
    if (codeOf(error) !== undefined && codeOf(error) !== 'ENOENT') throw new Error(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
    return { diedMs: null, reason: null, attempts: null };
  }
}
