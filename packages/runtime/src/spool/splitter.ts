import type { Batch, Safety } from '@openfinops/core';
import type { Disk } from './disk.ts';
import { type Entry, safetyOf, toPart } from './entry.ts';
import type { Keeper } from './keeper.ts';
import { pathOf, type Queue } from './queue.ts';
import type { Room } from './room.ts';

export interface SplitterParts {
  readonly queue: Queue;
  readonly room: Room;
  readonly keeper: Keeper;
  readonly disk: Disk;
  readonly nextSeq: () => number;
}

/** Puts what is made of a batch inside into the queue. */
export interface Splitter {
  /** Resolves once it is as safe as the spool can make it now; the newcomer itself may have been dropped for want of room. */
  add(entry: Entry): Promise<void>;
  /**
   * Parts take the place of a whole that is lent. They are safe before it leaves, so that a crash in between sends some twice and loses nothing.
   * @returns undefined: the disk takes them not as safely as it holds the whole, which stays
   */
  split(whole: Entry, parts: readonly Batch[]): Promise<readonly Safety[] | undefined>;
  /** How many came in this way. */
  children(): number;
}

export function createSplitter({ queue, room, keeper, disk, nextSeq }: SplitterParts): Splitter {
  const { lanes } = queue;
  let children = 0;

  const addAll = async (entries: readonly Entry[], leaving: number): Promise<void> => {
    for (const entry of entries) {
      children += 1;
      queue.add(entry);
      room.fit(entry, leaving);
    }
    await queue.finishDrops();
    await keeper.keepHeld();
    for (const entry of entries) entry.isLate = !entry.isDurable;
  };
  const withdrawAll = async (entries: readonly Entry[]): Promise<void> => {
    for (const entry of entries) {
      if (lanes.get(entry.id) !== entry) continue;
      children -= 1;
      await queue.withdraw(entry);
    }
  };
  /** A part that was dropped has its gap: nothing is left to be safe. */
  const isLessSafe = (parts: readonly Batch[]): boolean => parts.some(({ id }) => lanes.get(id)?.isDurable === false);

  return {
    add: (entry) => addAll([entry], 0),
    async split(whole, parts) {
      const fresh: Entry[] = [];
      for (const part of parts) if (lanes.get(part.id) === undefined) fresh.push(await toPart(part, nextSeq(), whole));
      await addAll(fresh, 1);
      if (whole.isDurable && isLessSafe(parts)) {
        await withdrawAll(fresh);
        return undefined;
      }
      queue.leave(whole, 'split');
      if (whole.image === null) await disk.remove(pathOf(whole, disk), whole.bytes);
      return parts.map(({ id }) => {
        const entry = lanes.get(id);
        return entry === undefined ? 'dropped' : safetyOf(entry);
      });
    },
    children: () => children,
  };
}
