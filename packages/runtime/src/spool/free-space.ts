import type { Clock } from '@openfinops/core';
import type { SpoolFs } from './spool-fs.ts';

const MIB = 1024 * 1024;
/** Asked again after so long, and each time while there is less to spare than this. */
const LITTLE_BYTES = MIB;
const ASK_AFTER_MS = 10_000;

export interface FreeSpace {
  /** Bytes to free before so many more may be written; 0: there is room, or nobody knows. */
  shortageBytes(incomingBytes: number): Promise<number>;
}

/** Watches that the spool leaves its disk some room. @param minFreeBytes undefined: as `reserveOf` says */
export function watchFreeSpace(dir: string, fs: SpoolFs, clock: Pick<Clock, 'monotonicMs'>, minFreeBytes: number | undefined): FreeSpace {
  let askedMs: number | undefined;
  let spareBytes = 0;
  return {
    async shortageBytes(incomingBytes) {
      const nowMs = clock.monotonicMs();
      const isStale = askedMs === undefined || nowMs - askedMs >= ASK_AFTER_MS || spareBytes < LITTLE_BYTES;
      if (isStale) {
        askedMs = nowMs;
        spareBytes = await askSpare(dir, fs, minFreeBytes);
      }
      const shortage = Math.max(0, incomingBytes - spareBytes);
      if (shortage === 0) spareBytes -= incomingBytes;
      return shortage;
    },
  };
}

/** 64 MiB or 5 % of the disk, whichever is more; at most 1 GiB, and at most a tenth of a small disk. */
export function reserveOf(sizeBytes: number): number {
  const wanted = Math.min(1024 * MIB, Math.max(64 * MIB, sizeBytes * 0.05));
  return Math.min(wanted, sizeBytes * 0.1);
}

async function askSpare(dir: string, fs: SpoolFs, minFreeBytes: number | undefined): Promise<number> {
  try {
    const { sizeBytes, availableBytes } = await fs.space(dir);
    return availableBytes - (minFreeBytes ?? reserveOf(sizeBytes));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
