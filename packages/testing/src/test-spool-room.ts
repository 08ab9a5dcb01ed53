import type { Spool } from '@openfinops/core';
import { expect, it } from 'vitest';
import { HOUR_MS, makeBatch, noise, START_MS, sendAll } from './spool-batches.ts';
import type { SpoolLimits } from './test-spool.ts';

type OpenSpool = (limits?: Partial<SpoolLimits>) => Promise<Spool>;

/** The part of the contract about what goes when room runs out, and how it is told. */
export function testSpoolRoom(open: OpenSpool, setNow: (nowMs: number) => void): void {
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

    expect(await sendAll(spool, START_MS)).toEqual(['cost-2', 'cost-3', 'cost-4', 'cost-5']);
    expect(spool.counts()).toMatchObject({ accepted: 8, dropped: 4, delivered: 4 });
  });

  it('drops a newcomer of the lowest class rather than anything better', async () => {
    const spool = await open({ maxBatches: 2 });
    await spool.append(makeBatch({ id: 'cost-1' }));
    await spool.append(makeBatch({ id: 'cycle-1', kind: 'cycle' }));

    await spool.append(makeBatch({ id: 'use-1', kind: 'use' }));

    expect(await sendAll(spool, START_MS)).toEqual(['cost-1', 'cycle-1']);
  });

  it('drops open-hour batches before anything else: their final says it again', async () => {
    const spool = await open({ maxBatches: 2 });
    await spool.append(makeBatch({ id: 'open-hour', expiresMs: START_MS + HOUR_MS }));
    await spool.append(makeBatch({ id: 'use-1', kind: 'use' }));

    await spool.append(makeBatch({ id: 'final' }));

    expect(await sendAll(spool, START_MS)).toEqual(['final', 'use-1']);
  });

  it('never holds more bytes than it may', async () => {
    const spool = await open({ maxBytes: 35_000 });

    for (let i = 0; i < 10; i += 1) {
      await spool.append(makeBatch({ id: `batch-${i}`, json: noise(10_000, i) }));
      expect(spool.counts().queuedBytes).toBeLessThanOrEqual(35_000);
    }

    expect(await sendAll(spool, START_MS)).toContain('batch-9');
  });

  it('drops a batch that is larger than all of it alone', async () => {
    const spool = await open({ maxBytes: 35_000 });
    await spool.append(makeBatch({ id: 'small' }));

    const safety = await spool.append(makeBatch({ id: 'huge', json: noise(100_000, 1) }));

    expect(safety).toBe('dropped');
    expect(await sendAll(spool, START_MS)).toEqual(['small']);
    expect(spool.counts()).toMatchObject({ accepted: 2, dropped: 1, delivered: 1 });
  });

  it('does not drop the batch that is being sent', async () => {
    const spool = await open({ maxBatches: 1 });
    await spool.append(makeBatch({ id: 'sending', kind: 'use' }));
    await spool.next(START_MS);

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
      setNow(START_MS + atMs);
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
}
