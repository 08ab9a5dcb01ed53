import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { prepareRows } from './write-rows.ts';

describe('prepareRows', () => {
  let directory: string;
  let db: Database;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hub-rows-'));
    db = openDatabase(join(directory, 'hub.db'));
    db.exec('CREATE TABLE notes (no INTEGER PRIMARY KEY, note TEXT)');
  });
  afterEach(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });
  const notes = () => db.query<[number, string]>('SELECT no, note FROM notes ORDER BY no').all();

  it.each([{ count: 0 }, { count: 1 }, { count: 7 }, { count: 8 }, { count: 64 }, { count: 201 }])('writes $count rows, each once', ({ count }) => {
    const rows = Array.from({ length: count }, (_, no): [number, string] => [no, `note ${no}`]);

    prepareRows(db, 'notes', ['no', 'note'])(rows);

    expect(notes()).toEqual(rows);
  });

  it('replaces the row of the same key', () => {
    const write = prepareRows(db, 'notes', ['no', 'note']);
    write([
      [1, 'first'],
      [2, 'second'],
    ]);

    write([[2, 'changed']]);

    expect(notes()).toEqual([
      [1, 'first'],
      [2, 'changed'],
    ]);
  });
});
