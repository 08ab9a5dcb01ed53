import { join } from 'node:path';
import type { SpooledBatch } from '@openfinops/core';
import type { Disk } from './disk.ts';
import type { Entry } from './entry.ts';
import { type FileLabel, fileNameOf, KIND_OF_CLASS } from './file-name.ts';
import { writeGaps } from './gap-file.ts';
import type { GapBook } from './gaps.ts';
import { createLanes, type Lanes } from './lanes.ts';
import type { SpoolHooks } from './spool-hooks.ts';

/** Ways out of the queue that leave nothing to tell. */
export type QuietExit = 'delivered' | 'dead' | 'superseded' | 'split';
export type Exit = QuietExit | 'dropped' | 'corrupt';

/** The entries, what became of them, and what of that must be told. */
export interface Queue {
  readonly lanes: Pick<Lanes<Entry>, 'get' | 'inSendOrder' | 'inDropOrder' | 'size' | 'bytes'>;
  readonly totals: Readonly<Record<Exit, number>>;
  add(entry: Entry): void;
  /** Its image is on disk. */
  stored(entry: Entry): void;
  /** Takes it out; its file is the caller's business. */
  leave(entry: Entry, exit: QuietExit): void;
  /** Takes back what was added, as if it never had been. */
  withdraw(entry: Entry): Promise<void>;
  /** Takes it out and says so; its file is the caller's business. */
  lose(entry: Entry, exit: 'dropped' | 'corrupt', reason: string): void;
  /** Takes it out for want of room or time; its file goes with `finishDrops`. */
  drop(entry: Entry, reason: string): void;
  /** Writes down what was lost before the files of it go: a crash in between tells too much, never too little. */
  finishDrops(): Promise<void>;
  /** Gaps were told. */
  settleGaps(): Promise<void>;
  /** Entries that only memory holds, oldest first. */
  held(): readonly Entry[];
  heldBytes(): number;
}

export function createQueue(disk: Disk, gaps: GapBook, hooks: Pick<SpoolHooks, 'onDropped'>): Queue {
  const lanes = createLanes<Entry>();
  const totals = { delivered: 0, dropped: 0, dead: 0, corrupt: 0, superseded: 0, split: 0 };
  const held = new Map<string, Entry>();
  let heldBytes = 0;
  const victims: Entry[] = [];
  /** The gap file does not say what the book says. */
  let isBehind = false;

  const letGo = (entry: Entry): void => {
    if (held.delete(entry.id)) heldBytes -= entry.bytes;
  };
  const leave = (entry: Entry, exit: Exit): void => {
    if (lanes.remove(entry.id) === undefined) return;
    letGo(entry);
    totals[exit] += 1;
  };
  const lose: Queue['lose'] = (entry, exit, reason) => {
    leave(entry, exit);
    gaps.add({ class: entry.class, reason, atMs: entry.spooledMs, records: entry.records });
    isBehind = true;
  };
  const saveGaps = async (): Promise<void> => {
    if (!isBehind) return;
    try {
      await writeGaps(gaps.untold(), disk);
      isBehind = false;
    } catch {
      // They are kept in memory, and written with the next.
    }
  };

  return {
    lanes,
    totals,
    add(entry) {
      lanes.add(entry);
      if (entry.image === null) return;
      held.set(entry.id, entry);
      heldBytes += entry.bytes;
    },
    stored(entry) {
      letGo(entry);
      entry.image = null;
    },
    leave,
    async withdraw(entry) {
      lanes.remove(entry.id);
      letGo(entry);
      if (entry.image === null) await disk.remove(pathOf(entry, disk), entry.bytes);
    },
    lose,
    drop(entry, reason) {
      lose(entry, 'dropped', reason);
      if (entry.image === null) victims.push(entry);
      hooks.onDropped(labelOf(entry), reason);
    },
    async finishDrops() {
      await saveGaps();
      for (const entry of victims.splice(0)) await disk.remove(pathOf(entry, disk), entry.bytes);
    },
    async settleGaps() {
      gaps.settle();
      isBehind = true;
      await saveGaps();
    },
    held: () => [...held.values()],
    heldBytes: () => heldBytes,
  };
}

export function pathOf(entry: FileLabel, { paths }: Disk): string {
  return join(paths.queue, fileNameOf(entry));
}

export function labelOf({ id, class: batchClass, expiresMs, records }: FileLabel): SpooledBatch {
  return { id, kind: KIND_OF_CLASS[batchClass], expiresMs, records };
}
