import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { createGroupWriter } from './group-writer.ts';

const HOOKS = { beforeCommit: () => {}, afterRollback: () => {} };

describe('group writer', () => {
  let directory: string;
  let db: Database;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hub-group-'));
    db = openDatabase(join(directory, 'hub.db'));
    db.exec('CREATE TABLE notes (note TEXT PRIMARY KEY)');
  });
  afterEach(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });
  const insert = (note: string) => () => db.query('INSERT INTO notes VALUES (?)').run(note);
  const notes = () => db.query<[string]>('SELECT note FROM notes ORDER BY note').all().flat();

  it('puts everything that waits into one transaction, and answers each', async () => {
    const writer = createGroupWriter(db, HOOKS);

    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => writer.run(() => insert(`note ${index}`)() + index)));

    expect(results).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(writer.commits()).toBe(1);
    expect(notes()).toHaveLength(100);
  });

  it('ends a transaction when its time is up, and lets the event loop breathe', async () => {
    let nowMs = 0;
    const writer = createGroupWriter(db, HOOKS, { sliceMs: 20, monotonicMs: () => nowMs });
    const slow = (note: string) => () => {
      nowMs += 10;
      insert(note)();
    };

    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((note) => writer.run(slow(note))));

    expect(writer.commits()).toBe(3);
  });

  it('fails a poisonous write alone', async () => {
    const writer = createGroupWriter(db, HOOKS);

    const outcomes = await Promise.allSettled(['a', 'b', 'a', 'c'].map((note) => writer.run(insert(note))));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(notes()).toEqual(['a', 'b', 'c']);
  });

  it('keeps nothing of a write that fails before the commit', async () => {
    const told: string[] = [];
    const beforeCommit = () => {
      throw new RangeError('no');
    };
    const writer = createGroupWriter(db, { beforeCommit, afterRollback: () => told.push('rolled back') });

    await expect(writer.run(insert('a'))).rejects.toMatchObject({ code: 'INTERNAL' });

    expect(notes()).toEqual([]);
    expect(told).toEqual(['rolled back']);
  });

  it('writes what waits when it is closed, and nothing afterwards', async () => {
    const writer = createGroupWriter(db, HOOKS);

    const waiting = writer.run(insert('a'));
    writer.close();

    await waiting;
    await expect(writer.run(insert('b'))).rejects.toThrow('the store is closed');
    expect(notes()).toEqual(['a']);
  });
});
