import { basename, dirname } from 'node:path';
import type { SpoolFs } from '@openfinops/runtime';

export type SpoolCall = keyof SpoolFs | 'write' | 'sync' | 'close';

/**
 * What befalls one call: an error of that code (nothing happens), `short`: a write takes half, `kill`: the process dies before it, `kill-after`: it
 * happens and the process dies.
 */
export type SpoolFault = { readonly code: string } | 'short' | 'kill' | 'kill-after';

export interface FaultySpoolFsOptions {
  /** Asked before each call; `index` counts from 0. */
  readonly fault?: (call: SpoolCall, path: string, index: number) => SpoolFault | undefined;
  /** Size of the disk; default 1 TB. */
  readonly diskBytes?: number;
}

/**
 * A file system in memory that knows what is durable: content by `sync` of its file, names by `syncDir`. Directories are durable once made. After
 * a kill everything is as the process saw it; after a power cut what was not synced is there, torn or gone, by chance.
 */
export interface FaultySpoolFs extends SpoolFs {
  /** The same disk for the next process. */
  afterKill(options?: FaultySpoolFsOptions): FaultySpoolFs;
  /** @param random 0 <= x < 1 */
  afterPowerCut(random: () => number, options?: FaultySpoolFsOptions): FaultySpoolFs;
  calls(): number;
  isDead(): boolean;
  /** Bytes of all files. */
  usedBytes(): number;
  /** The most there ever were, since this process began. */
  peakBytes(): number;
  /** What others take of the disk. */
  fill(bytes: number): void;
  /** Content of each file by its path; changes to it change the file. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** For what no spool does: foreign hands. */
  put(path: string, content: Buffer): void;
  removeDirs(): void;
}

interface Inode {
  content: Buffer;
  synced: Buffer | null;
}

interface Folder {
  readonly now: Map<string, Inode>;
  readonly durable: Map<string, Inode>;
}

type Folders = Map<string, Folder>;

export function createFaultySpoolFs(options: FaultySpoolFsOptions = {}, folders: Folders = new Map()): FaultySpoolFs {
  const { fault, diskBytes = 1e12 } = options;
  let calls = 0;
  let isDead = false;
  let othersBytes = 0;
  let peakBytes = 0;

  const usedBytes = () => {
    let sum = 0;
    for (const { now } of folders.values()) for (const { content } of now.values()) sum += content.length;
    return sum;
  };
  const act = async <T>(call: SpoolCall, path: string, work: (isShort: boolean) => T): Promise<T> => {
    await Promise.resolve();
    if (isDead) throw errorOf('EKILLED', call, path);
    const befalls = fault?.(call, path, calls);
    calls += 1;
    if (befalls === 'kill') isDead = true;
    if (befalls === 'kill') throw errorOf('EKILLED', call, path);
    if (typeof befalls === 'object') throw errorOf(befalls.code, call, path);
    const result = work(befalls === 'short');
    peakBytes = Math.max(peakBytes, usedBytes());
    if (befalls !== 'kill-after') return result;
    isDead = true;
    throw errorOf('EKILLED', call, path);
  };
  const folderOf = (path: string): Folder => {
    const folder = folders.get(path);
    if (folder === undefined) throw errorOf('ENOENT', 'list', path);
    return folder;
  };
  const inodeOf = (path: string): Inode => {
    const inode = folderOf(dirname(path)).now.get(basename(path));
    if (inode === undefined) throw errorOf('ENOENT', 'read', path);
    return inode;
  };
  const freeBytes = () => Math.max(0, diskBytes - othersBytes - usedBytes());

  return {
    prepareDir: (path) =>
      act('prepareDir', path, () => {
        if (!folders.has(path)) folders.set(path, { now: new Map(), durable: new Map() });
      }),
    create: (path) =>
      act('create', path, () => {
        const { now } = folderOf(dirname(path));
        if (now.has(basename(path))) throw errorOf('EEXIST', 'create', path);
        const inode: Inode = { content: Buffer.alloc(0), synced: null };
        now.set(basename(path), inode);
        return {
          write: (bytes: Uint8Array) =>
            act('write', path, (isShort) => {
              const taken = Math.min(isShort ? Math.ceil(bytes.length / 2) : bytes.length, freeBytes());
              if (taken === 0 && bytes.length > 0) throw errorOf('ENOSPC', 'write', path);
              inode.content = Buffer.concat([inode.content, bytes.subarray(0, taken)]);
              return taken;
            }),
          sync: () =>
            act('sync', path, () => {
              inode.synced = inode.content;
            }),
          close: () => act('close', path, () => {}),
        };
      }),
    read: (path, maxBytes) =>
      act('read', path, () => {
        const { content } = inodeOf(path);
        if (content.length > maxBytes) throw errorOf('EFBIG', 'read', path);
        return Buffer.from(content);
      }),
    rename: (from, to) =>
      act('rename', from, () => {
        const inode = inodeOf(from);
        folderOf(dirname(to)).now.set(basename(to), inode);
        folderOf(dirname(from)).now.delete(basename(from));
      }),
    unlink: (path) =>
      act('unlink', path, () => {
        inodeOf(path);
        folderOf(dirname(path)).now.delete(basename(path));
      }),
    list: (path) => act('list', path, () => Array.from(folderOf(path).now.keys(), (name) => ({ name, kind: 'file' as const }))),
    sizeOf: (path) => act('sizeOf', path, () => inodeOf(path).content.length),
    syncDir: (path) =>
      act('syncDir', path, () => {
        const folder = folders.get(path);
        if (folder === undefined) return;
        folder.durable.clear();
        for (const [name, inode] of folder.now) folder.durable.set(name, inode);
      }),
    space: (path) => act('space', path, () => ({ sizeBytes: diskBytes, availableBytes: freeBytes() })),

    afterKill: (next = {}) => createFaultySpoolFs(next, folders),
    afterPowerCut: (random, next = {}) => createFaultySpoolFs(next, cutPower(folders, random)),
    calls: () => calls,
    isDead: () => isDead,
    usedBytes,
    peakBytes: () => peakBytes,
    fill(bytes) {
      othersBytes = bytes;
    },
    get files() {
      const found = new Map<string, Buffer>();
      for (const [dir, { now }] of folders) for (const [name, { content }] of now) found.set(`${dir}/${name}`, content);
      return found;
    },
    put(path, content) {
      const folder = folderOf(dirname(path));
      const inode = { content, synced: content };
      folder.now.set(basename(path), inode);
      folder.durable.set(basename(path), inode);
    },
    removeDirs: () => folders.clear(),
  };
}

/** Each name that was not synced is as before or as after, and each content that was not is a part, or garbage. */
function cutPower(folders: Folders, random: () => number): Folders {
  const left: Folders = new Map();
  for (const [dir, { now, durable }] of folders) {
    const names = new Map<string, Inode>();
    for (const name of new Set([...now.keys(), ...durable.keys()])) {
      const inode = random() < 0.5 ? now.get(name) : durable.get(name);
      if (inode === undefined) continue;
      const content = inode.synced ?? tear(inode.content, random);
      names.set(name, { content, synced: content });
    }
    left.set(dir, { now: names, durable: new Map(names) });
  }
  return left;
}

function tear(content: Buffer, random: () => number): Buffer {
  const kept = Buffer.from(content.subarray(0, Math.floor(random() * (content.length + 1))));
  if (random() < 0.5) return kept;
  return Buffer.concat([kept, Buffer.alloc(content.length - kept.length)]);
}

function errorOf(code: string, call: SpoolCall, path: string): Error {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code });
}
