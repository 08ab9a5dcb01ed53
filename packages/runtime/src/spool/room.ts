import type { Clock } from '@openfinops/core';
import type { Entry } from './entry.ts';
import type { FreeSpace } from './free-space.ts';
import type { Queue } from './queue.ts';

export interface RoomParts {
  readonly queue: Queue;
  /** Bytes that queue may have now. */
  readonly capacityBytes: () => number;
  readonly maxFiles: number;
  readonly maxHeldBytes: number;
  readonly freeSpace: FreeSpace;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The batch that is being sent is never dropped. */
  readonly lentId: () => string | undefined;
}

/** Who goes when room runs out. Each drops from the queue, and leaves the files to `finishDrops`. */
export interface Room {
  /** What is too old. */
  dropOverdue(): void;
  /**
   * Down to the bounds of the spool; the newcomer itself may be what goes.
   * @param leaving queued files that leave as soon as the newcomer is safe
   */
  fit(newcomer: Entry, leaving?: number): void;
  /** Leaves the disk its room: files no better than the newcomer go, final costs never. @returns bytes that are still short */
  yieldDisk(newcomer: Entry): Promise<number>;
  /** The oldest of a lower class than the newcomer. False: there is none. */
  dropWorseThan(newcomer: Entry): boolean;
  /** Down to what memory may hold. */
  fitHeld(): void;
}

export function createRoom({ queue, capacityBytes, maxFiles, maxHeldBytes, freeSpace, clock, lentId }: RoomParts): Room {
  const { lanes } = queue;
  let nextOverdueMs = Number.NEGATIVE_INFINITY;

  const firstToDrop = (matches: (entry: Entry) => boolean): Entry | undefined => {
    for (const entry of lanes.inDropOrder()) if (entry.id !== lentId() && matches(entry)) return entry;
    return undefined;
  };
  const isFinalCost = ({ class: batchClass, expiresMs }: Entry) => batchClass === 'P0' && expiresMs === null;

  return {
    dropOverdue() {
      const nowMs = clock.monotonicMs();
      if (nowMs < nextOverdueMs) return;
      nextOverdueMs = Number.POSITIVE_INFINITY;
      for (const entry of [...lanes.inDropOrder()]) {
        if (entry.overdueMs <= nowMs && entry.id !== lentId()) queue.drop(entry, 'too-old');
        else nextOverdueMs = Math.min(nextOverdueMs, entry.overdueMs);
      }
    },
    fit(newcomer, leaving = 0) {
      nextOverdueMs = Math.min(nextOverdueMs, newcomer.overdueMs);
      if (newcomer.bytes > capacityBytes()) queue.drop(newcomer, 'spool-full');
      while (lanes.bytes() > capacityBytes() || lanes.size() - leaving > maxFiles) {
        const victim = firstToDrop(() => true);
        if (victim === undefined) return;
        queue.drop(victim, 'spool-full');
      }
    },
    async yieldDisk(newcomer) {
      let shortBytes = await freeSpace.shortageBytes(newcomer.bytes);
      const mayGo = (entry: Entry) => entry.image === null && !isFinalCost(entry) && (entry.expiresMs !== null || entry.class >= newcomer.class);
      while (shortBytes > 0) {
        const victim = firstToDrop(mayGo);
        if (victim === undefined) return shortBytes;
        queue.drop(victim, 'disk-low');
        shortBytes -= victim.bytes;
      }
      return 0;
    },
    dropWorseThan(newcomer) {
      const victim = firstToDrop((entry) => entry.image === null && (entry.expiresMs !== null || entry.class > newcomer.class));
      if (victim === undefined) return false;
      queue.drop(victim, 'disk-full');
      return true;
    },
    fitHeld() {
      while (queue.heldBytes() > maxHeldBytes) {
        const victim = firstToDrop(({ image }) => image !== null);
        if (victim === undefined) return;
        queue.drop(victim, 'disk-full');
      }
    },
  };
}
