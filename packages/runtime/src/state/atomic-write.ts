import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { type StateIo, stateError } from './state-io.ts';

/** Ends the name of every unfinished file. */
export const UNFINISHED = '.tmp';

/**
 * Replaces a file (0600) so that a reader, a crash or a power cut finds the old content or the new, never a part: written aside, synced,
 * renamed, directory synced. Chunks are written one by one, so the event loop breathes between them. Throws STATE_UNWRITABLE.
 */
export async function writeAtomically(path: string, chunks: Iterable<string>, io: StateIo): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}${UNFINISHED}`;
  try {
    await writeAndSync(unfinished, chunks, io);
    await io.rename(unfinished, path);
  } catch (error) {
    await io.rm(unfinished, { force: true }).catch(() => {});
    throw stateError(`${path} cannot be written`, error);
  }
  await syncDir(dirname(path), io);
}

async function writeAndSync(path: string, chunks: Iterable<string>, io: StateIo): Promise<void> {
  const file = await io.open(path, 'wx', 0o600);
  try {
    for (const chunk of chunks) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The rename has happened: a directory that cannot be synced is weaker against a power cut, but no failure of the write. */
async function syncDir(dir: string, io: StateIo): Promise<void> {
  try {
    const handle = await io.open(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Some file systems cannot sync a directory.
  }
}
