import type { Spool } from '@openfinops/core';
import { expect, it } from 'vitest';
import { makeBatch, START_MS, sendAll } from './spool-batches.ts';
import type { SpoolLimits } from './test-spool.ts';

const HALVES = [makeBatch({ id: 'whole/0' }), makeBatch({ id: 'whole/1' })];

/** The part of the contract about batches that are sent in parts. */
export function testSpoolSplits(open: (limits?: Partial<SpoolLimits>) => Promise<Spool>): void {
  it('puts the parts of a batch in its place, as safe as it was', async () => {
    const spool = await open();
    const whole = makeBatch({ id: 'whole' });
    const safety = await spool.append(whole);
    await spool.next(START_MS);

    const safeties = await spool.split('whole', HALVES);

    expect(safeties).toEqual([safety, safety]);
    expect(await sendAll(spool, START_MS)).toEqual(['whole/0', 'whole/1']);
    expect(spool.counts()).toMatchObject({ accepted: 1, children: 2, split: 1, delivered: 2, queued: 0 });
  });

  it('splits a part again, and knows a part that is inside already', async () => {
    const spool = await open();
    await spool.append(makeBatch({ id: 'whole' }));
    await spool.append(makeBatch({ id: 'whole/1' }));

    await spool.split('whole', HALVES);
    await spool.split('whole/0', [makeBatch({ id: 'whole/0/0' })]);

    expect(new Set(await sendAll(spool, START_MS))).toEqual(new Set(['whole/1', 'whole/0/0']));
    expect(spool.counts()).toMatchObject({ accepted: 2, children: 2, split: 2, delivered: 2, queued: 0 });
  });

  it('splits nothing that it does not have', async () => {
    const spool = await open();

    const safeties = await spool.split('whole', HALVES);

    expect(safeties).toBeUndefined();
    expect(spool.counts()).toMatchObject({ children: 0, split: 0, queued: 0 });
  });

  it('keeps its bounds when parts need more room than their whole', async () => {
    const spool = await open({ maxBatches: 2 });
    await spool.append(makeBatch({ id: 'use', kind: 'use' }));
    await spool.append(makeBatch({ id: 'whole' }));
    await spool.next(START_MS);

    await spool.split('whole', HALVES);

    expect(await sendAll(spool, START_MS)).toEqual(['whole/0', 'whole/1']);
    expect(spool.counts()).toMatchObject({ accepted: 2, children: 2, dropped: 1, split: 1, delivered: 2 });
  });

  it('buries records that the server would not take out of a batch that it took', async () => {
    const spool = await open();
    await spool.append(makeBatch({ id: 'taken' }));

    await spool.bury(makeBatch({ id: 'taken/rejected' }), 'charges.3 overlap');

    expect(await sendAll(spool, START_MS)).toEqual(['taken']);
    expect(spool.counts()).toMatchObject({ accepted: 1, children: 1, delivered: 1, dead: 1, queued: 0 });
  });

  it('passes over what is held back', async () => {
    const spool = await open();
    for (const id of ['first', 'second']) await spool.append(makeBatch({ id }));

    const item = await spool.next(START_MS, (id) => id === 'first');
    const none = await spool.next(START_MS, () => true);

    expect(item?.batch.id).toBe('second');
    expect(none).toBeUndefined();
    expect(spool.counts()).toMatchObject({ queued: 2 });
  });
}
