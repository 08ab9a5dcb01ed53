import { dirname } from 'node:path';
import { AgentError, messageOf } from '@openfinops/core';
import { codeOf } from '../state/state-io.ts';
import type { Disk } from './disk.ts';

/** The format of the directory: its folders, its names, its files. An older one is read by what knows it; there is none yet. */
const VERSION = 1;
const PREFIX = 'openfinops.spool/';
const MAX_BYTES = 1024;

/**
 * Refuses a directory of a format that this agent does not know; nothing of it is touched.
 * @returns whether its note is whole; null: there is none
 * Throws SPOOL_UNWRITABLE.
 */
export async function refuseNewer(disk: Disk): Promise<boolean | null> {
  const { paths } = disk;
  const said = await readVersion(disk);
  const [, digits] = /^openfinops\.spool\/(\d{1,6})\s*$/.exec(said ?? '') ?? [];
  if (digits !== undefined && Number(digits) > VERSION) {
    throw new AgentError(
      'SPOOL_UNWRITABLE',
      `the spool ${paths.dir} is of a newer format, ${PREFIX}${digits}; this agent knows ${PREFIX}${VERSION}`,
      {
        hint: 'Let the newer agent deliver what is in it, or give this one a directory of its own with --state.',
      },
    );
  }
  return said === null ? null : Number(digits) === VERSION;
}

/** Notes the format. @param isWhole what `refuseNewer` found @returns what is wrong with the note, which never stops anything */
export async function noteVersion(disk: Disk, isWhole: boolean | null): Promise<string[]> {
  if (isWhole === true) return [];
  const { paths } = disk;
  const problems = isWhole === null ? [] : [`${paths.version} says nothing that can be read; written anew`];
  try {
    await syncAncestors(disk);
    await disk.place(paths.version, Buffer.from(`${PREFIX}${VERSION}\n`));
    return problems;
  } catch (error) {
    return [...problems, `${paths.version} cannot be written: ${messageOf(error)}`];
  }
}

/** A directory that was just made is lost in a power cut until those above it are synced; one that cannot be is another's. */
async function syncAncestors({ paths, syncDir }: Disk): Promise<void> {
  let dir = paths.dir;
  for (;;) {
    await syncDir(dir);
    const parent = dirname(dir);
    if (parent === dir) return;
    dir = parent;
  }
}

async function readVersion({ fs, paths }: Disk): Promise<string | null> {
  try {
    return (await fs.read(paths.version, MAX_BYTES)).toString('latin1');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : '';
  }
}
