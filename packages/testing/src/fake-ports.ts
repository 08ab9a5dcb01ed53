import { readdir, readFile, realpath, statfs } from 'node:fs/promises';
import type { Files, Http, Ports } from '@openfinops/core';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeLog, createFakeMetrics, type FakeLog, type FakeMetrics } from './fake-log.ts';

/** A world for one test: nothing is shared, nothing is real but the files. */
export interface FakePorts extends Ports {
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly metrics: FakeMetrics;
}

/**
 * Ports whose clock stands still, whose network answers nobody and whose environment is empty. Files are the real ones, for fixture trees;
 * pass `createFakeFiles(…)` for a tree that changes. The platform is `linux` and every random number 0.5 unless said otherwise.
 */
export function createFakePorts(overrides: Partial<FakePorts> = {}): FakePorts {
  return {
    clock: createFakeClock(),
    http: refuseConnections,
    log: createFakeLog(),
    metrics: createFakeMetrics(),
    env: {},
    random: () => 0.5,
    files: fixtureFiles,
    platform: 'linux',
    ...overrides,
  };
}

/** A network on which nobody listens. */
export const refuseConnections: Http = async (url) => {
  throw Object.assign(new Error(`connect ECONNREFUSED ${new URL(url).host}`), { code: 'ECONNREFUSED' });
};

/** The files of the disk, read only. */
export const fixtureFiles: Files = {
  async readText(path, maxBytes = 1_048_576) {
    const bytes = await readFile(path);
    if (bytes.length > maxBytes) throw Object.assign(new Error(`EFBIG: ${path}`), { code: 'EFBIG' });
    return bytes.toString('utf8');
  },
  async list(path) {
    return (await readdir(path)).sort();
  },
  realpath,
  async space(path) {
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    return { sizeBytes: blocks * bsize, freeBytes: bfree * bsize, availableBytes: bavail * bsize };
  },
};
