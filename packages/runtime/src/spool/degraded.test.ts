import { describe, expect, it } from 'vitest';
import { createFaultySpoolFs, type SpoolFault } from '../../../testing/src/faulty-spool-fs.ts';
import { bodyOf } from './spool-model.ts';
import { createSpoolStand, makeBatch, START_MS } from './spool-stand.ts';

/** A spool on a disk whose faults are switched on after it was opened. */
async function openOn(faults: Partial<Record<string, SpoolFault>>, limits = {}) {
  let isBroken = false;
  const stand = createSpoolStand({ fs: createFaultySpoolFs({ fault: (call) => (isBroken ? faults[call] : undefined) }) });
  const spool = await stand.open(limits);
  return {
    stand,
    spool,
    breakDisk: () => {
      isBroken = true;
    },
    mendDisk: () => {
      isBroken = false;
    },
  };
}

const json = (bytes: number) => bodyOf(`batch-7-${bytes}`);

describe('a spool whose disk takes nothing', () => {
  it.each([
    { name: 'a read-only file system', faults: { create: { code: 'EROFS' } } },
    { name: 'a full disk', faults: { write: { code: 'ENOSPC' } } },
    { name: 'a disk that cannot sync', faults: { sync: { code: 'EIO' } } },
    { name: 'a directory that takes no name', faults: { rename: { code: 'EACCES' } } },
  ] as const)('holds batches in memory, delivers them, and says once that it does: $name', async ({ faults }) => {
    const { stand, spool, breakDisk } = await openOn(faults);
    breakDisk();

    const safety = [await spool.append(makeBatch({ id: 'a' })), await spool.append(makeBatch({ id: 'b' }))];
    const item = await spool.next(START_MS);
    await spool.ack('a');

    expect(safety).toEqual(['held', 'held']);
    expect(item?.batch).toEqual(makeBatch({ id: 'a' }));
    expect(stand.told).toEqual([expect.stringMatching(/^degraded: the spool .* cannot be written: E/)]);
    expect(spool.trouble()).toMatchObject({ code: 'SPOOL_UNWRITABLE' });
    expect(spool.counts()).toMatchObject({ delivered: 1, queued: 1 });
  });

  it('brings what it held to disk with the next append, and says so', async () => {
    const { stand, spool, breakDisk, mendDisk } = await openOn({ write: { code: 'ENOSPC' } });
    breakDisk();
    await spool.append(makeBatch({ id: 'held' }));
    mendDisk();

    const safety = await spool.append(makeBatch({ id: 'next' }));

    expect(safety).toBe('durable');
    expect(stand.told.slice(1)).toEqual(['durable held', 'recovered']);
    expect(spool.trouble()).toBeUndefined();
    const again = await createSpoolStand({ fs: stand.fs.afterPowerCut(() => 0.9) }).open();
    expect(again.counts()).toMatchObject({ found: 2 });
  });

  it('tries once more when it is closed', async () => {
    const { stand, spool, breakDisk, mendDisk } = await openOn({ create: { code: 'EROFS' } });
    breakDisk();
    await spool.append(makeBatch({ id: 'held' }));
    mendDisk();

    await spool.close();

    expect(stand.told).toContain('durable held');
  });

  it('calls a batch durable only when its name is synced, and does not write it twice', async () => {
    const { stand, spool, breakDisk, mendDisk } = await openOn({ syncDir: { code: 'EIO' } });
    breakDisk();
    const first = await spool.append(makeBatch({ id: 'a' }));
    mendDisk();
    const second = await spool.append(makeBatch({ id: 'b' }));

    expect([first, second]).toEqual(['held', 'durable']);
    expect(stand.told).toContain('durable a');
    expect([...stand.fs.files.keys()].filter((path) => path.endsWith('.batch'))).toHaveLength(2);
  });

  it('frees its own use batches for a cost batch on a full disk', async () => {
    const fs = createFaultySpoolFs({ diskBytes: 100_000 });
    const stand = createSpoolStand({ fs });
    const spool = await stand.open({ minFreeBytes: 0 });
    await spool.append(makeBatch({ id: 'use-1', kind: 'use', json: json(900) }));
    await spool.append(makeBatch({ id: 'use-2', kind: 'use', json: json(900) }));
    fs.fill(100_000 - fs.usedBytes() - 10);

    const safety = await spool.append(makeBatch({ id: 'cost', json: json(300) }));

    expect(safety).toBe('durable');
    expect(stand.told).toEqual([expect.stringMatching(/^dropped use-1 disk-(low|full)$/)]);
    expect(spool.counts()).toMatchObject({ queued: 2, dropped: 1 });
  });

  it('leaves the disk its room: use goes, costs stay and wait in memory', async () => {
    const fs = createFaultySpoolFs({ diskBytes: 1_000_000 });
    const stand = createSpoolStand({ fs });
    const spool = await stand.open({ minFreeBytes: 100_000 });
    await spool.append(makeBatch({ id: 'use', kind: 'use' }));
    await spool.append(makeBatch({ id: 'cost-1' }));
    fs.fill(950_000);

    const safety = await spool.append(makeBatch({ id: 'cost-2' }));

    expect(safety).toBe('held');
    expect(stand.told).toEqual(['dropped use disk-low', expect.stringContaining('degraded')]);
    fs.fill(0);
    expect(await spool.append(makeBatch({ id: 'cost-3' }))).toBe('durable');
    expect(spool.counts()).toMatchObject({ queued: 3, dropped: 1 });
  });

  it('holds no more in memory than it may: the oldest of the lowest class goes', async () => {
    const { stand, spool, breakDisk } = await openOn({ create: { code: 'EROFS' } }, { maxHeldBytes: 1500 });
    breakDisk();

    for (const id of ['use-1', 'cost-1', 'cost-2', 'cost-3', 'cost-4', 'cost-5']) {
      await spool.append(makeBatch({ id, kind: id.startsWith('use') ? 'use' : 'cost', json: json(300) }));
    }

    const dropped = stand.told.filter((line) => line.startsWith('dropped'));
    expect(dropped[0]).toBe('dropped use-1 disk-full');
    expect(dropped.length).toBeGreaterThan(1);
    expect(spool.counts().queuedBytes).toBeLessThanOrEqual(1500);
    expect(spool.counts()).toMatchObject({ accepted: 6, dropped: dropped.length });
  });

  it('removes delivered files later when the disk does not let them go now, and sends none again', async () => {
    const { stand, spool, breakDisk, mendDisk } = await openOn({ unlink: { code: 'EROFS' } });
    await spool.append(makeBatch({ id: 'sent' }));
    breakDisk();
    await spool.ack('sent');
    stand.nowMs += 60_000;
    const again = await spool.next(stand.nowMs);
    mendDisk();
    await spool.append(makeBatch({ id: 'next' }));

    expect(again).toBeUndefined();
    expect([...stand.fs.files.keys()].filter((path) => path.includes('sent'))).toEqual([]);
    expect(spool.counts()).toMatchObject({ accepted: 2, found: 0, delivered: 1, queued: 1 });
  });

  it('keeps to its bytes though nothing can be removed', async () => {
    const { stand, spool, breakDisk } = await openOn({ unlink: { code: 'EROFS' } }, { maxBytes: 6000 });
    breakDisk();

    for (let i = 0; i < 20; i += 1) await spool.append(makeBatch({ id: `batch-${i}`, json: json(900) }));

    expect(stand.fs.peakBytes()).toBeLessThanOrEqual(6000);
    expect(stand.told).toContainEqual(expect.stringMatching(/^degraded: .* files that should be gone cannot be removed$/));
    expect(spool.counts().accepted).toBe(20);
  });

  it('counts dead letters and unreadable files to its bytes', async () => {
    const stand = createSpoolStand();
    await stand.open();
    for (let i = 0; i < 5; i += 1) stand.fs.put(`/state/onprem/spool/q/foreign-${i}`, Buffer.alloc(200));
    const spool = await stand.open({ maxBytes: 20_000 });
    for (let i = 0; i < 10; i += 1) {
      await spool.append(makeBatch({ id: `dead-${i}`, json: json(100) }));
      await spool.kill(`dead-${i}`, 'refused');
    }

    for (let i = 0; i < 200; i += 1) await spool.append(makeBatch({ id: `batch-${i}`, json: json(100) }));

    expect(stand.fs.peakBytes()).toBeLessThanOrEqual(20_000);
    expect(stand.fs.usedBytes()).toBeGreaterThan(17_000);
    expect(spool.counts().dropped).toBeGreaterThan(100);
  });
});
