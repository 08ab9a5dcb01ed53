import { describe, expect, it } from 'vitest';
import { createFaultySpoolFs, type SpoolFault } from '../../../testing/src/faulty-spool-fs.ts';
import { drain } from './spool-model.ts';
import { createSpoolStand, DIR, makeBatch, START_MS } from './spool-stand.ts';

const HALVES = [makeBatch({ id: 'whole/0' }), makeBatch({ id: 'whole/1' })];

describe('splitting a batch on disk', () => {
  it('loses nothing at whatever call of it the power is cut', async () => {
    let deaths = 0;
    for (let after = 0; ; after += 1) {
      let calls = Number.NEGATIVE_INFINITY;
      const fault = (): SpoolFault | undefined => {
        calls += 1;
        return calls === after + 1 ? 'kill' : undefined;
      };
      const stand = createSpoolStand({ fs: createFaultySpoolFs({ fault }) });
      const spool = await stand.open();
      await spool.append(makeBatch({ id: 'whole' }));
      calls = 0;

      const split = await spool.split('whole', HALVES).catch(() => undefined);

      const wasCut = stand.fs.isDead();
      stand.fs = stand.fs.afterPowerCut(() => 0.9);
      const sent = new Set((await drain(await stand.open())).keys());
      expect(sent.has('whole') || (sent.has('whole/0') && sent.has('whole/1')), `cut at call ${after}`).toBe(true);
      if (!wasCut) expect(split).toEqual(['durable', 'durable']);
      if (!wasCut) break;
      deaths += 1;
    }

    expect(deaths).toBeGreaterThan(8);
  });

  it('keeps the whole while the disk does not take the parts', async () => {
    let isFull = false;
    const fs = createFaultySpoolFs({ fault: (call) => (isFull && call === 'create' ? { code: 'ENOSPC' } : undefined) });
    const spool = await createSpoolStand({ fs }).open();
    await spool.append(makeBatch({ id: 'whole' }));

    isFull = true;
    const refused = await spool.split('whole', HALVES);
    const during = spool.counts();
    isFull = false;
    const done = await spool.split('whole', HALVES);

    expect(refused).toBeUndefined();
    expect(during).toMatchObject({ children: 0, queued: 1, split: 0 });
    expect(done).toEqual(['durable', 'durable']);
    expect([...(await drain(spool)).keys()]).toEqual(['whole/0', 'whole/1']);
  });

  it('gives parts the age of their whole', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open({ maxAgeMs: 3_600_000 });
    await spool.append(makeBatch({ id: 'whole' }));
    stand.nowMs += 3_599_000;
    await spool.split('whole', HALVES);

    stand.nowMs += 1000;
    const item = await spool.next(stand.nowMs);

    expect(item).toBeUndefined();
    expect(spool.takeGaps()).toMatchObject([{ reason: 'too-old', fromMs: START_MS, records: 2 }]);
  });

  it('keeps what it buries as a dead letter with its reason', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();

    await spool.bury(makeBatch({ id: 'taken/rejected' }), 'charges.3: overlap');

    const names = [...stand.fs.files.keys()].map((path) => path.slice(DIR.length));
    const notes = [...stand.fs.files].filter(([path]) => path.endsWith('.why')).map(([, content]) => content.toString());
    expect(names.filter((name) => name.startsWith('/dead/'))).toHaveLength(2);
    expect(names.filter((name) => name.startsWith('/q/'))).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('charges.3: overlap')]);
  });
});
