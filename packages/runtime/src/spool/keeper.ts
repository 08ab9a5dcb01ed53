import { AgentError, messageOf } from '@openfinops/core';
import { codeOf } from '../state/state-io.ts';
import type { Disk, Draft } from './disk.ts';
import type { Entry } from './entry.ts';
import { labelOf, pathOf, type Queue } from './queue.ts';
import type { Room } from './room.ts';
import type { SpoolHooks } from './spool-hooks.ts';

/** Brings what memory holds to disk, and says when the disk takes nothing and when it does again. */
export interface Keeper {
  /**
   * Tries all that memory holds, oldest first. Never rejects: what the disk does not take stays in memory, bounded.
   * @param draft for the first file that is written
   */
  keepHeld(draft?: Draft): Promise<void>;
  trouble(): AgentError | undefined;
}

export interface KeeperParts {
  readonly queue: Queue;
  readonly room: Room;
  readonly disk: Disk;
  /** Whether so many more bytes on disk are within the bounds of the spool. */
  readonly fits: (bytes: number) => boolean;
  readonly hooks: Pick<SpoolHooks, 'onDurable' | 'onDegraded' | 'onRecovered'>;
}

export function createKeeper({ queue, room, disk, fits, hooks }: KeeperParts): Keeper {
  const { paths, fs } = disk;
  /** On disk, but their names are not synced. */
  let unsynced: Entry[] = [];
  let trouble: AgentError | undefined;
  let begun: Draft | undefined;

  const takeBegun = (): Draft | undefined => {
    const draft = begun;
    begun = undefined;
    return draft;
  };
  const become = (failure: AgentError | undefined): void => {
    const before = trouble;
    trouble = failure;
    if (failure !== undefined && before === undefined) hooks.onDegraded(failure);
    if (failure === undefined && before !== undefined) hooks.onRecovered();
  };
  const place = async (entry: Entry, image: Buffer): Promise<boolean> => {
    try {
      return await disk.place(pathOf(entry, disk), image, takeBegun());
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // Somebody removed the directories of a running agent.
      for (const dir of [paths.dir, paths.tmp, paths.queue]) await fs.prepareDir(dir);
      return await disk.place(pathOf(entry, disk), image);
    }
  };
  /** Rejects with why the disk did not take it. */
  const store = async (entry: Entry): Promise<void> => {
    if (entry.image === null) return;
    const shortBytes = await room.yieldDisk(entry);
    await queue.finishDrops();
    if (queue.lanes.get(entry.id) === undefined) return;
    if (shortBytes > 0) throw new Error(`the disk lacks ${shortBytes} bytes of the room that is left to others`);
    if (!fits(entry.bytes)) throw new Error('files that should be gone cannot be removed');
    const isSynced = await place(entry, entry.image);
    queue.stored(entry);
    unsynced.push(entry);
    if (isSynced) settleNames();
  };
  /** A directory that was synced is synced for all names in it. */
  const settleNames = (): void => {
    const settled = unsynced;
    unsynced = [];
    for (const entry of settled) {
      entry.isDurable = true;
      if (entry.isLate && queue.lanes.get(entry.id) !== undefined) hooks.onDurable(labelOf(entry));
    }
  };
  const storeOrMakeRoom = async (entry: Entry): Promise<void> => {
    try {
      await store(entry);
    } catch (error) {
      if (!room.dropWorseThan(entry)) throw error;
      await queue.finishDrops();
      await store(entry);
    }
  };
  /** False: the disk takes nothing. */
  const storeAll = async (entries: readonly Entry[]): Promise<boolean> => {
    for (const entry of entries) {
      try {
        await storeOrMakeRoom(entry);
      } catch (error) {
        become(unwritable(paths.dir, error));
        return false;
      }
    }
    return true;
  };
  const retryNames = async (): Promise<void> => {
    if (unsynced.length > 0 && (await disk.syncDir(paths.queue))) settleNames();
    if (unsynced.length > 0) become(unwritable(paths.dir, 'its directory cannot be synced'));
  };

  return {
    async keepHeld(draft) {
      begun = draft;
      await disk.retryRemovals();
      const isWhole = await storeAll(queue.held());
      const unused = takeBegun();
      if (unused !== undefined) await disk.discard(unused);
      await retryNames();
      if (isWhole && unsynced.length === 0) become(undefined);
      room.fitHeld();
      await queue.finishDrops();
    },
    trouble: () => trouble,
  };
}

function unwritable(dir: string, error: unknown): AgentError {
  const why = messageOf(error);
  return new AgentError('SPOOL_UNWRITABLE', `the spool ${dir} cannot be written: ${why}`, {
    hint: 'Free some space or give the directory back to the agent; until then data waits in memory.',
    ...(error instanceof Error ? { cause: error } : {}),
  });
}
