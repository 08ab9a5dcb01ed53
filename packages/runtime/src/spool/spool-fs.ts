import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import { prepareDir } from '../state/state-dir.ts';
import { codeOf, realStateIo } from '../state/state-io.ts';

/** A file that is being made. */
export interface SpoolFile {
  /** Bytes taken, which may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DirEntry {
  readonly name: string;
  /** `other`: a link, a directory, a device. */
  readonly kind: 'file' | 'other';
}

/** The calls that the spool makes on its file system; each rejects with the platform's own error (`code: 'ENOSPC'`, …). Tests pass a faulty one. */
export interface SpoolFs {
  /** Makes it (0700) where there is none; refuses one that somebody else could have planted. */
  prepareDir(path: string): Promise<void>;
  /** Fails where there is one. 0600. */
  create(path: string): Promise<SpoolFile>;
  /** Rejects with EFBIG beyond `maxBytes`, and with ELOOP for a link. */
  read(path: string, maxBytes: number): Promise<Buffer>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Names alone: no file is opened or asked for its size. */
  list(path: string): Promise<DirEntry[]>;
  sizeOf(path: string): Promise<number>;
  /** Makes the names in a directory durable. */
  syncDir(path: string): Promise<void>;
  space(path: string): Promise<{ readonly sizeBytes: number; readonly availableBytes: number }>;
}

/** Platforms and file systems on which a directory cannot be synced say so with these; there its names are as durable as they will be. */
const CANNOT_SYNC_DIRS: readonly (string | undefined)[] = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EBADF'];

export const realSpoolFs: SpoolFs = {
  prepareDir: (path) => prepareDir(path, realStateIo),
  async create(path) {
    const file = await fs.open(path, 'wx', 0o600);
    return {
      write: async (bytes) => (await file.write(bytes)).bytesWritten,
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  async read(path, maxBytes) {
    const file = await fs.open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      if (size > maxBytes) throw Object.assign(new Error(`${path} has ${size} bytes`), { code: 'EFBIG' });
      return await file.readFile();
    } finally {
      await file.close();
    }
  },
  rename: (from, to) => fs.rename(from, to),
  unlink: (path) => fs.unlink(path),
  async list(path) {
    const entries = await fs.readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: entry.isFile() ? 'file' : 'other' }));
  },
  sizeOf: async (path) => (await fs.lstat(path)).size,
  async syncDir(path) {
    const handle = await fs.open(path, 'r');
    try {
      await handle.sync();
    } catch (error) {
      if (!CANNOT_SYNC_DIRS.includes(codeOf(error))) throw error;
    } finally {
      closeSoon(handle);
    }
  },
  async space(path) {
    const { bsize, blocks, bavail } = await fs.statfs(path);
    return { sizeBytes: blocks * bsize, availableBytes: bavail * bsize };
  },
};

/** Writes a new file's whole content, syncs and closes it; what a failure leaves is for the caller to remove. */
export async function writeWhole(path: string, file: SpoolFile, bytes: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) {
      const taken = await file.write(bytes.subarray(at));
      if (taken === 0) throw Object.assign(new Error(`${path} takes no more bytes`), { code: 'ENOSPC' });
      at += taken;
    }
    await file.sync();
  } finally {
    closeSoon(file);
  }
}

/** What is synced cannot be lost by closing, so nobody waits for it. */
export function closeSoon(file: { close(): Promise<void> }): void {
  file.close().catch(() => {});
}

/** Removes a file; one that is not there is removed. */
export async function removeFile(path: string, spoolFs: SpoolFs): Promise<void> {
  try {
    await spoolFs.unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
