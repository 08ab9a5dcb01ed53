import type { Batch, BatchKind, Spool, SpoolCounts } from '@openfinops/core';

/** What the contract of spools is tried with. */

export const HOUR_MS = 3_600_000;
export const START_MS = 1_795_240_800_000;

/** Every batch is in one of these places. */
export function placedBatches({ delivered, queued, dropped, dead, corrupt, superseded, split }: SpoolCounts): number {
  return delivered + queued + dropped + dead + corrupt + superseded + split;
}

/** Sends everything; returns the ids in the order of sending. */
export async function sendAll(spool: Spool, nowMs: number): Promise<string[]> {
  const sent: string[] = [];
  for (let item = await spool.next(nowMs); item !== undefined; item = await spool.next(nowMs)) {
    sent.push(item.batch.id);
    await spool.ack(item.batch.id);
  }
  return sent;
}

export function makeBatch(parts: { id: string; kind?: BatchKind; expiresMs?: number | null; records?: number; json?: string }): Batch {
  const { id, kind = 'cost', expiresMs = null, records = 1, json = `{"batch":"${id}"}` } = parts;
  return { id, kind, cycleId: 'cycle', part: 1, expiresMs, records, json };
}

/** JSON text of so many bytes that does not compress away. */
export function noise(bytes: number, seed: number): string {
  const random = createRandom(seed);
  let text = '"';
  while (text.length < bytes - 1) text += Math.floor(random() * 36).toString(36);
  return `${text}"`;
}

/** mulberry32: the same numbers for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
