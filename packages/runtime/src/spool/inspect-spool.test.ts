import { describe, expect, it } from 'vitest';
import { inspectSpool, listDead, replayDead } from './inspect-spool.ts';
import { drain } from './spool-model.ts';
import { createSpoolStand, DIR, makeBatch, START_MS } from './spool-stand.ts';

/** Two dead letters, one cost, one open hour and one use in the queue. */
async function makeSpool() {
  const stand = createSpoolStand();
  const spool = await stand.open();
  for (const id of ['dead-1', 'dead-2']) {
    stand.nowMs += 1000;
    await spool.append(makeBatch({ id, records: 4 }));
    await spool.retry(id);
    await spool.kill(id, `no to ${id}`);
  }
  await spool.append(makeBatch({ id: 'cost', records: 10 }));
  stand.nowMs += 1000;
  await spool.append(makeBatch({ id: 'open', records: 20, expiresMs: START_MS + 3_600_000 }));
  await spool.append(makeBatch({ id: 'use', kind: 'use', records: 30 }));
  return { stand, spool };
}

describe('inspectSpool', () => {
  it('tells by names alone what is in it', async () => {
    const { stand } = await makeSpool();
    const before = [...stand.fs.files];

    const seen = await inspectSpool(DIR, stand.fs);

    expect(seen).toMatchObject({
      exists: true,
      owner: null,
      queued: {
        P0: { files: 2, records: 30, oldestMs: START_MS + 2000 },
        P1: { files: 0, records: 0, bytes: 0, oldestMs: null },
        P2: { files: 1, records: 30, oldestMs: START_MS + 3000 },
      },
      expiring: { files: 1, records: 20 },
      dead: { files: 2, records: 8, oldestMs: START_MS + 1000 },
      corrupt: { files: 0 },
    });
    expect([...stand.fs.files]).toEqual(before);
  });

  it('adds up the bytes', async () => {
    const { stand } = await makeSpool();
    stand.fs.put(`${DIR}/corrupt/garbage`, Buffer.alloc(500));

    const { bytes, queued, dead, corrupt } = await inspectSpool(DIR, stand.fs);

    const files = [...stand.fs.files].filter(([path]) => path.endsWith('.batch') || path.endsWith('garbage'));
    expect(bytes).toBe(queued.P0.bytes + queued.P2.bytes + dead.bytes + corrupt.bytes);
    expect(bytes).toBe(files.map(([, content]) => content.length).reduce((sum, size) => sum + size, 0));
    expect(corrupt).toMatchObject({ files: 1, bytes: 500 });
  });

  it('knows that there is none', async () => {
    const { stand } = await makeSpool();

    expect(await inspectSpool('/nowhere', stand.fs)).toMatchObject({ exists: false, bytes: 0, dead: { files: 0 } });
    expect(await listDead('/nowhere', stand.fs)).toEqual([]);
  });
});

describe('listDead', () => {
  it('says what was refused, when and why', async () => {
    const { stand } = await makeSpool();

    const letters = await listDead(DIR, stand.fs);

    expect(letters).toMatchObject([
      { id: 'dead-1', kind: 'cost', records: 4, spooledMs: START_MS + 1000, diedMs: START_MS + 1000, reason: 'no to dead-1', attempts: 2 },
      { id: 'dead-2', reason: 'no to dead-2' },
    ]);
  });

  it('still lists one whose note is lost', async () => {
    const { stand } = await makeSpool();
    for (const path of stand.fs.files.keys()) if (path.endsWith('.why')) await stand.fs.unlink(path);

    expect(await listDead(DIR, stand.fs)).toMatchObject([{ id: 'dead-1', diedMs: null, reason: null, attempts: null }, { id: 'dead-2' }]);
  });
});

describe('replayDead', () => {
  it('puts back the ones that are named, and says which it does not know', async () => {
    const { stand } = await makeSpool();

    const result = await replayDead(DIR, ['dead-2', 'nobody'], stand.fs);

    expect(result).toEqual({ replayed: ['dead-2'], unknown: ['nobody'] });
    expect((await listDead(DIR, stand.fs)).map(({ id }) => id)).toEqual(['dead-1']);
    expect([...stand.fs.files.keys()].filter((path) => path.endsWith('.why'))).toHaveLength(1);
  });

  it('puts back all, and the running agent sends them at its next cycle', async () => {
    const { stand, spool } = await makeSpool();

    const result = await replayDead(DIR, 'all', stand.fs);
    stand.nowMs += 60_000;
    const sent = await drain(spool);

    expect(result.replayed).toEqual(['dead-1', 'dead-2']);
    expect([...sent.keys()].sort()).toEqual(['cost', 'dead-1', 'dead-2', 'open', 'use']);
    expect(spool.counts()).toMatchObject({ dead: 2, found: 2, delivered: 5 });
  });
});
