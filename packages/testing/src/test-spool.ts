import type { Batch, BatchKind, Clock, Spool, SpoolCounts } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';

/** What the suite asks of a spool's maker. */
export interface SpoolLimits {
  /** Most bytes that are queued, as this spool stores them. */
  readonly maxBytes: number;
  readonly maxBatches: number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

const HOUR_MS = 3_600_000;
const START_MS = 1_795_240_800_000;

/** The contract that every spool keeps, whatever it is made of. */
export function testSpool(name: string, make: (limits: SpoolLimits) => Promise<Spool> | Spool): void {
  describe(`${name} (spool contract)`, () => {
    let nowMs = START_MS;
    const opened: Spool[] = [];
    const open = async (limits: Partial<SpoolLimits> = {}) => {
      nowMs = START_MS;
      const spool = await make({ maxBytes: 10_000_000, maxBatches: 1000, clock: { nowMs: () => nowMs }, ...limits });
      opened.push(spool);
      return spool;
    };
    afterEach(async () => {
      for (const spool of opened.splice(0)) await spool.close();
    });

    it('gives a batch back as it came, and keeps it until it is settled', async () => {
      const spool = await open();
      const batch = makeBatch({ id: 'batch-1', json: '{"name":"Grüße \\u0000 \u{1f600}"}' });

      await spool.append(batch);

      expect(await spool.next(nowMs)).toEqual({ batch, attempts: 0 });
      expect(await spool.next(nowMs)).toEqual({ batch, attempts: 0 });
    });

    it('has nothing to send when it is empty', async () => {
      const spool = await open();

      expect(await spool.next(nowMs)).toBeUndefined();
      expect(new Set(Object.values(spool.counts()))).toEqual(new Set([0]));
      expect(spool.trouble()).toBeUndefined();
    });

    it('sends cost first, then the cycle, then use, and the oldest of each first', async () => {
      const spool = await open();
      for (const [id, kind] of [
        ['use-1', 'use'],
        ['cycle-1', 'cycle'],
        ['cost-1', 'cost'],
        ['use-2', 'use'],
        ['cost-2', 'cost'],
      ] as const) {
        await spool.append(makeBatch({ id, kind }));
      }

      expect(await sendAll(spool, nowMs)).toEqual(['cost-1', 'cost-2', 'cycle-1', 'use-1', 'use-2']);
    });

    it('takes a batch that is already inside only once', async () => {
      const spool = await open();
      const batch = makeBatch({ id: 'batch-1' });
      const first = await spool.append(batch);

      const second = await spool.append(batch);

      expect(second).toBe(first);
      expect(spool.counts()).toMatchObject({ accepted: 1, queued: 1 });
    });

    it('lets go of a batch that was delivered, and ignores an id it does not know', async () => {
      const spool = await open();
      await spool.append(makeBatch({ id: 'batch-1' }));

      await spool.ack('batch-1');
      await spool.ack('batch-1');
      await spool.retry('nobody');
      await spool.kill('nobody', 'never seen');

      expect(await spool.next(nowMs)).toBeUndefined();
      expect(spool.counts()).toMatchObject({ accepted: 1, delivered: 1, queued: 0, dead: 0, queuedBytes: 0 });
    });

    it('keeps a batch that could not be delivered in its place, and counts the attempts', async () => {
      const spool = await open();
      await spool.append(makeBatch({ id: 'batch-1' }));
      await spool.append(makeBatch({ id: 'batch-2' }));

      await spool.retry('batch-1');
      await spool.retry('batch-1');

      expect(await spool.next(nowMs)).toMatchObject({ batch: { id: 'batch-1' }, attempts: 2 });
    });

    it('takes a refused batch out of the queue for good', async () => {
      const spool = await open();
      await spool.append(makeBatch({ id: 'batch-1' }));
      await spool.append(makeBatch({ id: 'batch-2' }));

      await spool.kill('batch-1', 'the server refused it');

      expect(await sendAll(spool, nowMs)).toEqual(['batch-2']);
      expect(spool.counts()).toMatchObject({ accepted: 2, delivered: 1, dead: 1, queued: 0 });
    });

    it('drops an expired batch on the way, and leaves a gap', async () => {
      const spool = await open();
      await spool.append(makeBatch({ id: 'open-hour', expiresMs: START_MS + HOUR_MS, records: 7 }));
      await spool.append(makeBatch({ id: 'final' }));

      const before = await spool.next(START_MS + HOUR_MS - 1);
      const after = await spool.next(START_MS + HOUR_MS);

      expect(before?.batch.id).toBe('open-hour');
      expect(after?.batch.id).toBe('final');
      expect(spool.counts()).toMatchObject({ dropped: 1, queued: 1 });
      expect(spool.takeGaps()).toEqual([{ class: 'P0', reason: 'expired', fromMs: START_MS, toMs: START_MS, records: 7 }]);
    });

    it('drops the oldest of the lowest class when room runs out', async () => {
      const spool = await open({ maxBatches: 4 });
      for (const [id, kind] of [
        ['use-1', 'use'],
        ['cost-1', 'cost'],
        ['use-2', 'use'],
        ['cycle-1', 'cycle'],
      ] as const)
        await spool.append(makeBatch({ id, kind }));

      await spool.append(makeBatch({ id: 'cost-2' }));
      await spool.append(makeBatch({ id: 'cost-3' }));
      await spool.append(makeBatch({ id: 'cost-4' }));
      await spool.append(makeBatch({ id: 'cost-5' }));

      expect(await sendAll(spool, nowMs)).toEqual(['cost-2', 'cost-3', 'cost-4', 'cost-5']);
      expect(spool.counts()).toMatchObject({ accepted: 8, dropped: 4, delivered: 4 });
    });

    it('drops a newcomer of the lowest class rather than anything better', async () => {
      const spool = await open({ maxBatches: 2 });
      await spool.append(makeBatch({ id: 'cost-1' }));
      await spool.append(makeBatch({ id: 'cycle-1', kind: 'cycle' }));

      await spool.append(makeBatch({ id: 'use-1', kind: 'use' }));

      expect(await sendAll(spool, nowMs)).toEqual(['cost-1', 'cycle-1']);
    });

    it('drops open-hour batches before anything else: their final says it again', async () => {
      const spool = await open({ maxBatches: 2 });
      await spool.append(makeBatch({ id: 'open-hour', expiresMs: START_MS + HOUR_MS }));
      await spool.append(makeBatch({ id: 'use-1', kind: 'use' }));

      await spool.append(makeBatch({ id: 'final' }));

      expect(await sendAll(spool, nowMs)).toEqual(['final', 'use-1']);
    });

    it('never holds more bytes than it may', async () => {
      const spool = await open({ maxBytes: 35_000 });

      for (let i = 0; i < 10; i += 1) {
        await spool.append(makeBatch({ id: `batch-${i}`, json: noise(10_000, i) }));
        expect(spool.counts().queuedBytes).toBeLessThanOrEqual(35_000);
      }

      expect(await sendAll(spool, nowMs)).toContain('batch-9');
    });

    it('drops a batch that is larger than all of it alone', async () => {
      const spool = await open({ maxBytes: 35_000 });
      await spool.append(makeBatch({ id: 'small' }));

      const safety = await spool.append(makeBatch({ id: 'huge', json: noise(100_000, 1) }));

      expect(safety).toBe('dropped');
      expect(await sendAll(spool, nowMs)).toEqual(['small']);
      expect(spool.counts()).toMatchObject({ accepted: 2, dropped: 1, delivered: 1 });
    });

    it('does not drop the batch that is being sent', async () => {
      const spool = await open({ maxBatches: 1 });
      await spool.append(makeBatch({ id: 'sending', kind: 'use' }));
      await spool.next(nowMs);

      await spool.append(makeBatch({ id: 'newcomer' }));
      await spool.ack('sending');

      expect(spool.counts()).toMatchObject({ delivered: 1, dropped: 1, queued: 0 });
    });

    it('merges what was dropped by class, reason and hour', async () => {
      const spool = await open({ maxBatches: 1 });
      await spool.append(makeBatch({ id: 'cost-1', records: 5 }));
      for (const [id, atMs] of [
        ['use-1', 0],
        ['use-2', 60_000],
        ['use-3', HOUR_MS],
      ] as const) {
        nowMs = START_MS + atMs;
        await spool.append(makeBatch({ id, kind: 'use', records: 10 }));
      }

      const gaps = spool.takeGaps();

      expect(gaps).toEqual([
        { class: 'P2', reason: 'spool-full', fromMs: START_MS, toMs: START_MS + 60_000, records: 20 },
        { class: 'P2', reason: 'spool-full', fromMs: START_MS + HOUR_MS, toMs: START_MS + HOUR_MS, records: 10 },
      ]);
    });

    it('hands gaps over until they are told, and keeps what came in between', async () => {
      const spool = await open({ maxBatches: 1 });
      await spool.append(makeBatch({ id: 'cost-1' }));
      await spool.append(makeBatch({ id: 'use-1', kind: 'use', records: 3 }));

      const first = spool.takeGaps();
      const again = spool.takeGaps();
      await spool.append(makeBatch({ id: 'use-2', kind: 'use', records: 4 }));
      await spool.settleGaps();
      const after = spool.takeGaps();
      await spool.settleGaps();

      expect(first.map(({ records }) => records)).toEqual([3]);
      expect(again).toEqual(first);
      expect(after.map(({ records }) => records)).toEqual([4]);
      expect(spool.takeGaps()).toEqual([]);
    });

    it('takes nothing once it is closed, and closes twice', async () => {
      const spool = await open();
      await spool.close();

      const appending = spool.append(makeBatch({ id: 'late' }));

      await expect(appending).rejects.toMatchObject({ code: 'SPOOL_UNWRITABLE' });
      await expect(spool.close()).resolves.toBeUndefined();
    });

    it.each([{ seed: 1 }, { seed: 2 }, { seed: 3 }])('accounts for every batch whatever happens to it (seed $seed)', async ({ seed }) => {
      const random = createRandom(seed);
      const spool = await open({ maxBatches: 12, maxBytes: 60_000 });
      let lent: string | undefined;

      for (let step = 0; step < 400; step += 1) {
        nowMs += Math.floor(random() * 120_000);
        lent = await takeStep(spool, step, nowMs, random, lent);

        const counts = spool.counts();
        const { queued, queuedBytes } = counts;
        expect(placedBatches(counts)).toBe(counts.accepted + counts.found + counts.children);
        expect(queued).toBeLessThanOrEqual(12);
        expect(queuedBytes).toBeLessThanOrEqual(60_000);
      }

      const { delivered, dropped, dead } = spool.counts();
      expect(Math.min(delivered, dropped, dead)).toBeGreaterThan(0);
    });
  });
}

/** Every batch is in one of these places. */
export function placedBatches({ delivered, queued, dropped, dead, corrupt, superseded, split }: SpoolCounts): number {
  return delivered + queued + dropped + dead + corrupt + superseded + split;
}

/** One random act on the spool; returns the id of the batch that is lent now. */
async function takeStep(spool: Spool, step: number, nowMs: number, random: () => number, lent: string | undefined): Promise<string | undefined> {
  const act = random();
  if (act < 0.5) {
    const kind = (['cost', 'use', 'cycle'] as const)[Math.floor(random() * 3)] ?? 'cost';
    const expiresMs = kind === 'cost' && random() < 0.4 ? nowMs + 600_000 : null;
    await spool.append(makeBatch({ id: `batch-${step}`, kind, expiresMs, json: noise(Math.floor(random() * 9000) + 2, step) }));
    return lent;
  }
  if (act < 0.7 || lent === undefined) return (await spool.next(nowMs))?.batch.id;
  if (act < 0.85) await spool.ack(lent);
  else if (act < 0.95) await spool.retry(lent);
  else await spool.kill(lent, 'refused');
  return undefined;
}

/** Sends everything; returns the ids in the order of sending. */
async function sendAll(spool: Spool, nowMs: number): Promise<string[]> {
  const sent: string[] = [];
  for (let item = await spool.next(nowMs); item !== undefined; item = await spool.next(nowMs)) {
    sent.push(item.batch.id);
    await spool.ack(item.batch.id);
  }
  return sent;
}

function makeBatch(parts: { id: string; kind?: BatchKind; expiresMs?: number | null; records?: number; json?: string }): Batch {
  const { id, kind = 'cost', expiresMs = null, records = 1, json = `{"batch":"${id}"}` } = parts;
  return { id, kind, cycleId: 'cycle', part: 1, expiresMs, records, json };
}

/** JSON text of so many bytes that does not compress away. */
function noise(bytes: number, seed: number): string {
  const random = createRandom(seed);
  let text = '"';
  while (text.length < bytes - 1) text += Math.floor(random() * 36).toString(36);
  return `${text}"`;
}

/** mulberry32: the same numbers for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
