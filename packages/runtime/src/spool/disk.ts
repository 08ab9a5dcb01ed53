import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { codeOf } from '../state/state-io.ts';
import type { SpoolPaths } from './layout.ts';
import { closeSoon, removeFile, type SpoolFile, type SpoolFs, writeWhole } from './spool-fs.ts';

/** Writes and removals of a spool, on a disk that may refuse either. */
export interface Disk {
  readonly fs: SpoolFs;
  readonly paths: SpoolPaths;
  /** Begins a file aside: the disk is busy with that while its content is packed. `place` or `discard` it. */
  begin(): Draft;
  discard(draft: Draft): Promise<void>;
  /**
   * Puts a file in its place so that a reader or a crash finds all of it or nothing: written aside, synced, renamed, directory synced.
   * @returns whether its name is durable too; false: the directory could not be synced, the file is there all the same
   */
  place(path: string, bytes: Uint8Array, draft?: Draft): Promise<boolean>;
  /** Removes a file, now or as soon as the disk lets it. Never rejects. */
  remove(path: string, bytes: number): Promise<void>;
  /** False: it was not there. Rejects with the platform's own error. */
  move(from: string, to: string): Promise<boolean>;
  /** False: the directory could not be synced. */
  syncDir(dir: string): Promise<boolean>;
  /** Tries again what could not be removed. */
  retryRemovals(): Promise<void>;
  /** It should be gone, but the disk did not let it. */
  isLeftOver(path: string): boolean;
  leftOverBytes(): number;
}

/** An empty file aside. */
export interface Draft {
  readonly path: string;
  /** Rejects with the platform's own error. */
  readonly file: Promise<SpoolFile>;
}

export function createDisk(fs: SpoolFs, paths: SpoolPaths): Disk {
  const leftOver = new Map<string, number>();

  const remove = async (path: string, bytes: number): Promise<void> => {
    try {
      await removeFile(path, fs);
      leftOver.delete(path);
    } catch {
      leftOver.set(path, bytes);
    }
  };
  const begin = (): Draft => {
    const path = join(paths.tmp, randomBytes(8).toString('hex'));
    const file = fs.create(path);
    // Whoever places it hears of the failure.
    file.catch(() => {});
    return { path, file };
  };
  const syncDir = async (dir: string): Promise<boolean> => {
    try {
      await fs.syncDir(dir);
      return true;
    } catch {
      return false;
    }
  };

  return {
    fs,
    paths,
    begin,
    async discard({ path, file }) {
      await file.then(closeSoon, () => {});
      await remove(path, 0);
    },
    async place(path, bytes, draft = begin()) {
      try {
        await writeWhole(draft.path, await draft.file, bytes);
        await fs.rename(draft.path, path);
        leftOver.delete(path);
      } catch (error) {
        await remove(draft.path, bytes.length);
        throw error;
      }
      return await syncDir(dirname(path));
    },
    remove,
    async move(from, to) {
      try {
        await fs.rename(from, to);
        return true;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false;
        throw error;
      }
    },
    syncDir,
    async retryRemovals() {
      for (const [path, bytes] of [...leftOver]) await remove(path, bytes);
    },
    isLeftOver: (path) => leftOver.has(path),
    leftOverBytes() {
      let sum = 0;
      for (const bytes of leftOver.values()) sum += bytes;
      return sum;
    },
  };
}
