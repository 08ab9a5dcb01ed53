import { describe, expect, it } from 'vitest';
import { testSpool } from '../../../testing/src/test-spool.ts';
import { createSpoolStand, DIR, makeBatch, START_MS } from './spool-stand.ts';

testSpool('durable spool', async ({ maxBytes, maxBatches, clock }) => {
  const stand = createSpoolStand({ clock: { nowMs: clock.nowMs, monotonicMs: clock.nowMs } });
  return await stand.open({ maxBytes, maxFiles: maxBatches, maxAgeMs: 1e12 });
});

const HOUR_MS = 3_600_000;
const inQueue = (paths: Iterable<string>) => [...paths].filter((path) => path.startsWith(`${DIR}/q/`));

describe('a durable spool', () => {
  it('gives the next process what this one queued, in the same order, and goes on counting', async () => {
    const stand = createSpoolStand();
    const first = await stand.open();
    await first.append(makeBatch({ id: 'use', kind: 'use' }));
    await first.append(makeBatch({ id: 'cost-1', json: '{"€":1}' }));
    await first.close();

    const second = await stand.open();
    await second.append(makeBatch({ id: 'cost-2' }));
    const order = [];
    for (let item = await second.next(START_MS); item !== undefined; item = await second.next(START_MS)) {
      order.push(item.batch);
      await second.ack(item.batch.id);
    }

    expect(order.map(({ id }) => id)).toEqual(['cost-1', 'cost-2', 'use']);
    expect(order[0]).toEqual(makeBatch({ id: 'cost-1', json: '{"€":1}' }));
    expect(second.counts()).toMatchObject({ accepted: 1, found: 2, delivered: 3, queued: 0 });
    expect(inQueue(stand.fs.files.keys())).toEqual([]);
  });

  it('starts by names alone, however many batches wait', async () => {
    const read: string[] = [];
    const stand = createSpoolStand();
    const first = await stand.open();
    for (let i = 0; i < 200; i += 1) await first.append(makeBatch({ id: `batch-${i}` }));
    stand.fs = stand.fs.afterKill({
      fault: (call, path) => {
        if (call === 'read' || call === 'sizeOf') read.push(path);
        return undefined;
      },
    });

    const second = await stand.open();

    expect(second.counts()).toMatchObject({ found: 200, queued: 200 });
    expect(inQueue(read)).toEqual([]);
  });

  it('drops what could not be sent for a day, and says so', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'old', records: 5 }));
    stand.nowMs += 24 * HOUR_MS - 1;
    await spool.append(makeBatch({ id: 'new' }));
    const before = [...stand.told];

    stand.nowMs += 1;
    const item = await spool.next(stand.nowMs);

    expect(before).toEqual([]);
    expect(stand.told).toEqual(['dropped old too-old']);
    expect(item?.batch.id).toBe('new');
    expect(spool.takeGaps()).toMatchObject([{ reason: 'too-old', records: 5 }]);
  });

  it.each([
    { name: 'a clock that was in 1970 when it spooled', spooledMs: 60_000 },
    { name: 'a clock that ran ahead when it spooled', spooledMs: START_MS + 1000 * HOUR_MS },
    { name: 'a machine that was off for a week', spooledMs: START_MS - 168 * HOUR_MS },
  ])('gives what an earlier process left an hour to be delivered: $name', async ({ spooledMs }) => {
    const stand = createSpoolStand();
    stand.nowMs = spooledMs;
    await (await stand.open()).append(makeBatch({ id: 'left' }));
    stand.nowMs = START_MS;

    const spool = await stand.open();
    stand.nowMs += HOUR_MS - 1;
    const item = await spool.next(stand.nowMs);

    expect(item?.batch.id).toBe('left');
  });

  it('is not moved by a jump of the wall clock', async () => {
    let wallMs = START_MS;
    const stand = createSpoolStand({ clock: { nowMs: () => wallMs, monotonicMs: () => 5000 } });
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'batch-1' }));

    wallMs += 1000 * HOUR_MS;
    const item = await spool.next(wallMs);

    expect(item?.batch.id).toBe('batch-1');
  });

  it('keeps a refused batch and why it was refused', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'bad' }));
    await spool.next(START_MS);

    await spool.kill('bad', 'HTTP 400: no such field');

    const dead = [...stand.fs.files].filter(([path]) => path.startsWith(`${DIR}/dead/`));
    expect(dead).toHaveLength(2);
    expect(dead.map(([, content]) => content.toString())).toContainEqual(expect.stringContaining('HTTP 400: no such field'));
    expect(inQueue(stand.fs.files.keys())).toEqual([]);
  });

  it('notices at the next cycle what another hand put into the queue', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'bad' }));
    await spool.kill('bad', 'refused');
    const [path = '', content = Buffer.alloc(0)] = [...stand.fs.files].find(([name]) => name.endsWith('.batch')) ?? [];
    stand.fs.put(path.replace('/dead/', '/q/'), content);

    const early = await spool.next(START_MS);
    stand.nowMs += 60_000;
    const late = await spool.next(START_MS);

    expect(early).toBeUndefined();
    expect(late?.batch.id).toBe('bad');
    expect(spool.counts()).toMatchObject({ accepted: 1, dead: 1, found: 1, queued: 1 });
  });

  it('counts a batch whose file another hand took as superseded', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'taken' }));
    await spool.append(makeBatch({ id: 'left' }));
    const [path = ''] = inQueue(stand.fs.files.keys()).filter((name) => name.includes('taken'));
    await stand.fs.unlink(path);

    const item = await spool.next(START_MS);

    expect(item?.batch.id).toBe('left');
    expect(spool.counts()).toMatchObject({ accepted: 2, superseded: 1, queued: 1 });
  });

  it('makes its directories again when somebody removes them', async () => {
    const stand = createSpoolStand();
    const spool = await stand.open();
    await spool.append(makeBatch({ id: 'before' }));
    stand.fs.removeDirs();

    const safety = await spool.append(makeBatch({ id: 'after' }));

    expect(safety).toBe('durable');
    expect((await spool.next(START_MS))?.batch.id).toBe('after');
  });

  it('tells what was dropped before a crash to the next process', async () => {
    const stand = createSpoolStand();
    const first = await stand.open({ maxFiles: 1 });
    await first.append(makeBatch({ id: 'cost' }));
    await first.append(makeBatch({ id: 'use', kind: 'use', records: 9 }));
    stand.fs = stand.fs.afterPowerCut(() => 0.9);

    const second = await stand.open();

    expect(second.takeGaps()).toMatchObject([{ class: 'P2', reason: 'spool-full', records: 9 }]);
  });
});
