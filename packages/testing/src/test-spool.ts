import type { Clock, Spool } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom, HOUR_MS, makeBatch, noise, placedBatches, START_MS, sendAll } from './spool-batches.ts';
import { testSpoolRoom } from './test-spool-room.ts';
import { testSpoolSplits } from './test-spool-splits.ts';

export { placedBatches };

/** What the suite asks of a spool's maker. */
export interface SpoolLimits {
  /** Most bytes that are queued, as this spool stores them. */
  readonly maxBytes: number;
  readonly maxBatches: number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

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
    testSpoolRoom(open, (ms) => {
      nowMs = ms;
    });
    testSpoolSplits(open);

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

      const { delivered, dropped, dead, split, children } = spool.counts();
      expect(Math.min(delivered, dropped, dead, split, children)).toBeGreaterThan(0);
    });
  });
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
  if (act < 0.8) await spool.ack(lent);
  else if (act < 0.88) await spool.retry(lent);
  else if (act < 0.92) await spool.bury(makeBatch({ id: `${lent}/rejected` }), 'rejected');
  else if (act < 0.96) await spool.split(lent, [makeBatch({ id: `${lent}/0`, json: noise(500, step) }), makeBatch({ id: `${lent}/1` })]);
  else await spool.kill(lent, 'refused');
  return undefined;
}
