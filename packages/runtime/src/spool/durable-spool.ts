import { join } from 'node:path';
import { AgentError, type Batch, type Clock, type Safety, type Spool } from '@openfinops/core';
import type { Aside } from './aside.ts';
import type { Disk, Draft } from './disk.ts';
import { type Entry, foundEntry, safetyOf, toEntry } from './entry.ts';
import { type FileLabel, fileNameOf, parseFileName } from './file-name.ts';
import { watchFreeSpace } from './free-space.ts';
import type { GapBook } from './gaps.ts';
import { createKeeper } from './keeper.ts';
import { bookBytes, type SpoolLimits } from './limits.ts';
import { createQueue, pathOf } from './queue.ts';
import { createReader } from './reader.ts';
import { createRoom } from './room.ts';
import { createSplitter } from './splitter.ts';
import type { SpoolHooks } from './spool-hooks.ts';
import { createTurns } from './turns.ts';

/** An opened directory, and what was in it. */
export interface SpoolParts {
  readonly disk: Disk;
  readonly limits: SpoolLimits;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  /** Batches of an earlier process, in the order of their arrival. */
  readonly found: readonly FileLabel[];
  readonly dead: Aside;
  readonly corrupt: Aside;
  readonly gaps: GapBook;
  readonly hooks: SpoolHooks;
  readonly release: () => Promise<void>;
}

/** What another hand put into the queue (a replay) is looked for so often, as long as anything is sent. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Batches on disk, one file each. Once `append` answers `durable` a batch survives kill -9 and power loss. Memory holds its name, not its content.
 * One call at a time works on the directory, in the order of calling.
 */
export function createDurableSpool(parts: SpoolParts): Spool {
  const { disk, limits, clock, dead, corrupt, gaps, hooks } = parts;
  const queue = createQueue(disk, gaps, hooks);
  const { lanes } = queue;
  const inTurn = createTurns();
  /** Names that left the queue though the disk did not let their files go, with their sizes. */
  const stuck = new Map<string, number>();
  const onStuck = (entry: Entry) => {
    stuck.set(fileNameOf(entry), entry.bytes);
  };
  let accepted = 0;
  let found = 0;
  let lastSeq = 0;
  let lookedMs = clock.monotonicMs();
  let lentId: string | undefined;
  let isClosed = false;

  const capacityBytes = () => {
    let otherBytes = dead.bytes() + corrupt.bytes() + disk.leftOverBytes() + bookBytes(limits);
    for (const bytes of stuck.values()) otherBytes += bytes;
    return Math.max(0, limits.maxBytes - otherBytes);
  };
  const freeSpace = watchFreeSpace(disk.paths.dir, disk.fs, clock, limits.minFreeBytes);
  const room = createRoom({ ...limits, queue, capacityBytes, freeSpace, clock, lentId: () => lentId });
  const fits = (bytes: number) => lanes.bytes() - queue.heldBytes() + bytes <= capacityBytes();
  const keeper = createKeeper({ queue, room, disk, fits, hooks });
  const reader = createReader({ queue, disk, corrupt, hooks, onStuck });
  const nextSeq = () => {
    lastSeq += 1;
    return lastSeq;
  };
  const splitter = createSplitter({ queue, room, keeper, disk, nextSeq });

  const addFound = (label: FileLabel): void => {
    const entry = foundEntry(label, clock, limits);
    queue.add(entry);
    room.fit(entry);
    lastSeq = Math.max(lastSeq, label.seq);
    found += 1;
  };
  const encode = async (batch: Batch, draft: Draft): Promise<Entry> => {
    try {
      return await toEntry(batch, nextSeq(), clock, limits);
    } catch (error) {
      await disk.discard(draft);
      throw error;
    }
  };
  const append = async (batch: Batch): Promise<Safety> => {
    if (isClosed) throw new AgentError('SPOOL_UNWRITABLE', `batch ${batch.id} came after the spool was closed`);
    const known = lanes.get(batch.id);
    if (known !== undefined) return safetyOf(known);
    const draft = disk.begin();
    const entry = await encode(batch, draft);
    accepted += 1;
    queue.add(entry);
    room.dropOverdue();
    room.fit(entry);
    await queue.finishDrops();
    await keeper.keepHeld(draft);
    if (lanes.get(entry.id) === undefined) return 'dropped';
    entry.isLate = !entry.isDurable;
    return safetyOf(entry);
  };
  const lookAgain = async (): Promise<void> => {
    const nowMs = clock.monotonicMs();
    if (nowMs - lookedMs < LOOK_AGAIN_MS) return;
    lookedMs = nowMs;
    const entries = await disk.fs.list(disk.paths.queue).catch(() => []);
    for (const { name, kind } of entries) {
      const label = kind === 'file' ? parseFileName(name) : undefined;
      if (label === undefined || lanes.get(label.id) !== undefined) continue;
      if (!stuck.has(name) && !disk.isLeftOver(join(disk.paths.queue, name))) addFound(label);
    }
  };
  const next = async (nowMs: number, isHeldBack: (batchId: string) => boolean) => {
    await lookAgain();
    room.dropOverdue();
    try {
      for (const entry of lanes.inSendOrder()) {
        if (isHeldBack(entry.id)) continue;
        if (entry.expiresMs !== null && entry.expiresMs <= nowMs) {
          queue.drop(entry, 'expired');
          continue;
        }
        const batch = await reader.read(entry);
        if (batch === undefined) continue;
        lentId = entry.id;
        return { batch, attempts: entry.attempts };
      }
      return undefined;
    } finally {
      await queue.finishDrops();
    }
  };
  const ack = async (batchId: string): Promise<void> => {
    const entry = lanes.get(batchId);
    if (entry === undefined) return;
    queue.leave(entry, 'delivered');
    if (entry.image === null) await disk.remove(pathOf(entry, disk), entry.bytes);
  };
  const kill = async (batchId: string, reason: string): Promise<void> => {
    const entry = lanes.get(batchId);
    if (entry === undefined) return;
    queue.leave(entry, 'dead');
    try {
      if (entry.image !== null) await disk.place(pathOf(entry, disk), entry.image);
      const note = { reason, diedMs: clock.nowMs(), attempts: entry.attempts + 1 };
      await dead.put(pathOf(entry, disk), fileNameOf(entry), entry.bytes, note);
    } catch {
      onStuck(entry);
    }
  };
  const split = async (batchId: string, batches: readonly Batch[]): Promise<readonly Safety[] | undefined> => {
    const whole = lanes.get(batchId);
    if (whole === undefined) return undefined;
    lentId = batchId;
    return await splitter.split(whole, batches);
  };
  const bury = async (batch: Batch, reason: string): Promise<void> => {
    await splitter.add(await toEntry(batch, nextSeq(), clock, limits));
    await kill(batch.id, reason);
  };
  const close = async (): Promise<void> => {
    if (isClosed) return;
    await keeper.keepHeld();
    isClosed = true;
    await parts.release();
  };

  for (const label of parts.found) addFound(label);
  return {
    append: (batch) => inTurn(() => append(batch)),
    next: (nowMs, isHeldBack = () => false) => inTurn(() => next(nowMs, isHeldBack)),
    ack: (batchId) => inTurn(() => ack(batchId)),
    async retry(batchId) {
      if (lentId === batchId) lentId = undefined;
      const entry = lanes.get(batchId);
      if (entry !== undefined) entry.attempts += 1;
    },
    kill: (batchId, reason) => inTurn(() => kill(batchId, reason)),
    split: (batchId, batches) => inTurn(() => split(batchId, batches)),
    bury: (batch, reason) => inTurn(() => bury(batch, reason)),
    counts: () => ({ accepted, found, children: splitter.children(), ...queue.totals, queued: lanes.size(), queuedBytes: lanes.bytes() }),
    trouble: () => keeper.trouble(),
    takeGaps: () => gaps.take(),
    settleGaps: () => inTurn(() => queue.settleGaps()),
    close: () => inTurn(close),
  };
}
