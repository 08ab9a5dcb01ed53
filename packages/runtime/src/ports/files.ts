import { readdir, realpath, statfs } from 'node:fs/promises';
import type { Files } from '@openfinops/core';
import { readCapped } from './read-capped.ts';

const DEFAULT_MAX_BYTES = 1_048_576;

/** The files of this machine, read only. */
export const realFiles: Files = {
  async readText(path, maxBytes = DEFAULT_MAX_BYTES) {
    return (await readCapped(path, maxBytes)).toString('utf8');
  },
  async list(path) {
    return (await readdir(path)).sort();
  },
  realpath: (path) => realpath(path),
  async space(path) {
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    return { sizeBytes: blocks * bsize, freeBytes: bfree * bsize, availableBytes: bavail * bsize };
  },
};
