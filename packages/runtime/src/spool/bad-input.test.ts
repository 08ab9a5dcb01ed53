import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spool } from '@openfinops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CorruptFile, decodeBatchFile, encodeBatchFile } from './batch-file.ts';
import { fileNameOf, parseFileName } from './file-name.ts';
import { openSpool } from './open-spool.ts';
import { drain } from './spool-model.ts';
import { createSpoolStand, DIR, makeBatch, START_MS } from './spool-stand.ts';

const batch = makeBatch({ id: 'batch-1', records: 3, json: JSON.stringify({ charges: ['a', 'b', 'c'].map((id) => ({ id, cost: '0.192' })) }) });

/** A file of format 1 as it was once written: such files are read for ever. */
const FORMAT_1 =
  'T0ZTMSBlMjljZGIwMSB7ImlkIjoiMDE5YTVmMGMtMTExMS03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIiwia2luZCI6ImNvc3QiLCJjeWNsZUlkIjoiY3ljbGUtMSIsInBhcnQiOjIsImV4cGly' +
  'ZXNNcyI6MTc5NTI1MTYwMDAwMCwicmVjb3JkcyI6MywiYnl0ZXMiOjMxfQofiwgAAAAAAAQDq1bKTS0pykwuVrKqVkrOSCxKTy1WsopWetS0Rim2thYAp9F17R8AAAA=';

describe('a spooled file', () => {
  it('gives back what was put in', async () => {
    expect(await decodeBatchFile(await encodeBatchFile(batch))).toEqual(batch);
  });

  it('reads what format 1 wrote, name and content', async () => {
    const label = parseFileName('P0-00000000001f-1795240800000-1795251600000-3-203-019a5f0c-1111-7000-8000-000000000001.batch');
    const written = await decodeBatchFile(Buffer.from(FORMAT_1, 'base64'));

    expect(label).toEqual({
      id: written.id,
      class: 'P0',
      seq: 31,
      spooledMs: 1_795_240_800_000,
      expiresMs: 1_795_251_600_000,
      records: 3,
      bytes: Buffer.from(FORMAT_1, 'base64').length,
    });
    expect(written).toEqual({
      id: '019a5f0c-1111-7000-8000-000000000001',
      kind: 'cost',
      cycleId: 'cycle-1',
      part: 2,
      expiresMs: 1_795_251_600_000,
      records: 3,
      json: '{"metrics":{"charges":["€"]}}',
    });
  });

  it('is refused at every shorter length', async () => {
    const whole = await encodeBatchFile(batch);

    for (let length = 0; length < whole.length; length += 1) {
      await expect(decodeBatchFile(whole.subarray(0, length))).rejects.toBeInstanceOf(CorruptFile);
    }
  });

  it('is refused with any one bit flipped, 10,000 of them and each bit of the header', async () => {
    const whole = await encodeBatchFile({ ...batch, json: JSON.stringify(Array.from({ length: 400 }, (_, i) => i * 7919)) });
    const bits = whole.length * 8;
    const step = Math.max(1, Math.floor(bits / 10_000));
    const positions = new Set(Array.from({ length: 300 * 8 }, (_, bit) => bit));
    for (let bit = 0; bit < bits; bit += step) positions.add(bit);

    let refused = 0;
    for (const bit of positions) {
      const flipped = Buffer.from(whole);
      const at = bit >> 3;
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      refused += await decodeBatchFile(flipped).then(
        () => 0,
        (error: unknown) => (error instanceof CorruptFile ? 1 : 0),
      );
    }

    expect(refused).toBe(positions.size);
    expect(refused).toBeGreaterThanOrEqual(10_000);
  });

  it('says when it is of a newer format', async () => {
    await expect(decodeBatchFile(Buffer.from('OFS2 anything'))).rejects.toThrow('it is of a newer format, OFS2');
  });
});

describe('a spool with bad files in it', () => {
  const nameOf = (id: string, seq: number) => fileNameOf({ id, class: 'P0', seq, spooledMs: START_MS, expiresMs: null, records: 1, bytes: 100 });

  it.each([
    { name: 'empty', content: async () => Buffer.alloc(0) },
    { name: 'garbage', content: async () => Buffer.from('hello\n') },
    { name: 'torn', content: async () => (await encodeBatchFile(makeBatch({ id: 'bad' }))).subarray(0, 60) },
    { name: 'of a newer format', content: async () => Buffer.from('OFS9 anything') },
    { name: 'another batch than its name says', content: async () => encodeBatchFile(makeBatch({ id: 'other' })) },
    { name: 'larger than any batch', content: async () => Buffer.alloc(17 * 1024 * 1024) },
  ])('sets aside the one that is $name, tells of it, and sends the rest', async ({ content }) => {
    const stand = createSpoolStand();
    await (await stand.open()).append(makeBatch({ id: 'good' }));
    stand.fs.put(`${DIR}/q/${nameOf('bad', 0)}`, await content());

    const spool = await stand.open();
    const sent = await drain(spool);

    expect([...sent.keys()]).toEqual(['good']);
    expect(spool.counts()).toMatchObject({ found: 2, corrupt: 1, delivered: 1, queued: 0 });
    expect(stand.told).toEqual([expect.stringMatching(/^corrupt bad: .+/)]);
    expect(spool.takeGaps()).toMatchObject([{ class: 'P0', reason: 'corrupt', records: 1 }]);
  });

  it('sets aside files that are none of its own, in one sentence', async () => {
    const stand = createSpoolStand();
    await (await stand.open()).append(makeBatch({ id: 'good' }));
    for (const name of ['notes.txt', `P3-${'0'.repeat(12)}-1-never-1-1-x.batch`, nameOf('%', 1).replace('%25', '%')]) {
      stand.fs.put(`${DIR}/q/${name}`, Buffer.from('x'));
    }

    const { problems, start } = await stand.openDir();
    const sent = await drain(start(quietHooks));

    expect(problems).toMatchObject([{ code: 'SOURCE_GARBLED', message: `3 files in ${DIR}/q are no batches and were set aside in ${DIR}/corrupt` }]);
    expect([...sent.keys()]).toEqual(['good']);
  });

  it('keeps a bounded part of what it set aside', async () => {
    const stand = createSpoolStand();
    await stand.open();
    for (let i = 0; i < 30; i += 1) stand.fs.put(`${DIR}/q/foreign-${i}`, Buffer.alloc(1000));

    await stand.openDir({ maxBytes: 100_000 });

    expect([...stand.fs.files.keys()].filter((path) => path.includes('foreign'))).toHaveLength(5);
  });

  it('passes over a file that the disk does not give for now, and sets it aside in the end', async () => {
    let fails = 0;
    const stand = createSpoolStand();
    const first = await stand.open();
    await first.append(makeBatch({ id: 'sick' }));
    await first.append(makeBatch({ id: 'well' }));
    stand.fs = stand.fs.afterKill({
      fault: (call, path) => {
        if (call !== 'read' || !path.includes('sick')) return undefined;
        fails += 1;
        return { code: 'EIO' };
      },
    });
    const spool = await stand.open();

    const items = [await spool.next(START_MS), await spool.next(START_MS)];
    const before = spool.counts();
    await spool.next(START_MS);

    expect(items.map((item) => item?.batch.id)).toEqual(['well', 'well']);
    expect(before).toMatchObject({ queued: 2, corrupt: 0 });
    expect(spool.counts()).toMatchObject({ queued: 1, corrupt: 1 });
    expect(fails).toBe(3);
  });

  it('goes on without gaps that cannot be read', async () => {
    const stand = createSpoolStand();
    await stand.open();
    stand.fs.put(`${DIR}/gaps.json`, Buffer.from('{"gaps":[{}]}'));

    const { problems } = await stand.openDir();

    expect(problems).toMatchObject([{ message: `${DIR}/gaps.json cannot be read: it holds no gaps` }]);
  });

  it.each([
    { name: 'a newer format', content: 'openfinops.spool/2\n', refused: true },
    { name: 'garbage', content: '\u0000\u0001', refused: false },
    { name: 'nothing', content: '', refused: false },
  ])('looks at the version: $name', async ({ content, refused }) => {
    const stand = createSpoolStand();
    await (await stand.open()).append(makeBatch({ id: 'good' }));
    stand.fs.put(`${DIR}/VERSION`, Buffer.from(content));
    const before = [...stand.fs.files];

    const opening = stand.openDir();

    if (refused) {
      await expect(opening).rejects.toMatchObject({ code: 'SPOOL_UNWRITABLE', message: expect.stringContaining('is of a newer format') });
      expect([...stand.fs.files]).toEqual(before);
      return;
    }
    expect((await opening).problems).toMatchObject([{ message: `${DIR}/VERSION says nothing that can be read; written anew` }]);
    expect(stand.fs.files.get(`${DIR}/VERSION`)?.toString()).toBe('openfinops.spool/1\n');
  });
});

describe('a spool on a real disk', () => {
  const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };
  let parent: string;
  let dir: string;
  const opened: Spool[] = [];
  const open = async () => {
    const spool = (await openSpool({ dir, clock })).start(quietHooks);
    opened.push(spool);
    return spool;
  };
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'openfinops-spool-'));
    dir = join(parent, 'state/spool');
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
    await rm(parent, { recursive: true, force: true });
  });

  it('keeps a batch from one process to the next, for its own user alone', async () => {
    const first = await open();
    const safety = await first.append(batch);
    await first.close();

    const sent = await drain(await open());

    expect(safety).toBe('durable');
    expect([...sent]).toEqual([[batch.id, batch.json]]);
    expect(await readdir(join(dir, 'q'))).toEqual([]);
  });

  it('sets a link aside without following it, and a directory', async () => {
    await (await open()).close();
    opened.pop();
    const secret = join(parent, 'secret');
    await writeFile(secret, await encodeBatchFile(batch));
    await symlink(secret, join(dir, 'q', fileNameOf({ ...label, id: batch.id })));
    await mkdir(join(dir, 'q/folder'));

    const sent = await drain(await open());

    expect(sent.size).toBe(0);
    expect((await readdir(join(dir, 'corrupt'))).length).toBe(2);
    expect(await readFile(secret)).toEqual(await encodeBatchFile(batch));
  });

  it.each([
    {
      name: 'a symbolic link',
      plant: async () => {
        await mkdir(join(parent, 'elsewhere'));
        await mkdir(join(parent, 'state'));
        await symlink(join(parent, 'elsewhere'), dir);
      },
      says: /^the spool .* is a symbolic link$/,
    },
    {
      name: 'a directory that others may write to',
      plant: async () => {
        await mkdir(dir, { recursive: true });
        await chmod(dir, 0o777);
      },
      says: /^the spool .* may be written by others$/,
    },
    {
      name: 'a file',
      plant: async () => {
        await mkdir(join(parent, 'state'));
        await writeFile(dir, '');
      },
      says: /^the spool .* cannot be made: a file of that name is in the way$/,
    },
  ])('refuses $name in one sentence', async ({ plant, says }) => {
    await plant();

    await expect(openSpool({ dir, clock })).rejects.toMatchObject({ code: 'SPOOL_UNWRITABLE', message: expect.stringMatching(says) });
  });

  it('starts within a second, whatever lies in it', async () => {
    await (await open()).close();
    opened.pop();
    const image = await encodeBatchFile(batch);
    for (let i = 0; i < 2000; i += 1) await writeFile(join(dir, 'q', fileNameOf({ ...label, id: `b-${i}`, seq: i, bytes: image.length })), image);
    for (let i = 0; i < 100; i += 1) await writeFile(join(dir, 'q', `garbage-${i}`), 'x');

    const startedMs = performance.now();
    const spool = await open();
    const tookMs = performance.now() - startedMs;

    expect(spool.counts().found).toBe(2000);
    expect(tookMs).toBeLessThan(1000);
    await unlink(join(dir, 'VERSION'));
  });
});

const label = { class: 'P0', seq: 1, spooledMs: START_MS, expiresMs: null, records: 3, bytes: 100 } as const;

const quietHooks = { onDropped() {}, onDurable() {}, onCorrupt() {}, onDegraded() {}, onRecovered() {} };
