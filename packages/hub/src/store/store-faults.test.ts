import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_TENANT, HOUR_MS } from '@openfinops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_HOUR_MS, sampleCharge } from '../../../testing/src/sample-charge.ts';
import { sampleIntake } from '../../../testing/src/sample-intake.ts';
import { openDatabase } from './database.ts';
import { MIGRATIONS, migrate } from './migrations.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { createSqliteWriter } from './sqlite-writer.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hub-faults-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('opening', () => {
  it('makes a database that nobody else can read, in a directory that nobody else can enter', async () => {
    const file = join(directory, 'data', 'hub.db');

    const store = openSqliteStore(file);
    await store.register(DEFAULT_TENANT, { agentId: 'a', hostname: 'h', provider: 'aws', region: 'r', configJson: '{}' }, 0);

    expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700);
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('refuses a file that is no database, and leaves it as it is', () => {
    const file = join(directory, 'hub.db');
    writeFileSync(file, 'precious notes '.repeat(1000));

    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({ code: 'STORE_UNWRITABLE', hint: expect.stringContaining('Restore a backup') }),
    );

    expect(readFileSync(file, 'utf8')).toBe('precious notes '.repeat(1000));
  });

  it('refuses a place that is no directory', () => {
    writeFileSync(join(directory, 'data'), '');

    const open = () => openSqliteStore(join(directory, 'data', 'hub.db'));

    expect(open).toThrow(expect.objectContaining({ code: 'STORE_UNWRITABLE', message: expect.stringContaining('cannot be opened for writing') }));
  });

  it('refuses a database of a newer version', () => {
    const file = join(directory, 'hub.db');
    const db = openDatabase(file);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    db.close();

    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({ code: 'STORE_UNWRITABLE', message: expect.stringContaining('newer version') }),
    );
  });
});

describe('a closed database', () => {
  it('refuses to be used, where the library would end the process', () => {
    const db = openDatabase(join(directory, 'hub.db'));
    const query = db.query<[number]>('SELECT 1');
    db.close();
    db.close();

    expect(() => query.get()).toThrow('is closed');
    expect(() => db.query('SELECT 2')).toThrow('is closed');
    expect(() => db.exec('BEGIN')).toThrow('is closed');
    expect(() => db.inTransaction()).toThrow('is closed');
  });
});

describe('migrations', () => {
  it('take each step once, in order, and go on where they stopped', () => {
    const db = openDatabase(join(directory, 'hub.db'));
    const steps = ['CREATE TABLE t (a TEXT)', "INSERT INTO t VALUES ('first')", "INSERT INTO t VALUES ('second')"];

    migrate(db, steps.slice(0, 2));
    migrate(db, steps);
    migrate(db, steps);

    expect(db.query<[string]>('SELECT a FROM t').all().flat()).toEqual(['first', 'second']);
    db.close();
  });

  it('keep nothing of a step that fails', () => {
    const file = join(directory, 'hub.db');
    const db = openDatabase(file);

    expect(() => migrate(db, ['CREATE TABLE t (a TEXT)', 'CREATE TABLE u (a TEXT); NONSENSE'])).toThrow();

    db.close();
    const again = openDatabase(file);
    expect(again.query<[string]>("SELECT name FROM sqlite_schema WHERE type = 'table'").all().flat()).toEqual(['t']);
    again.close();
  });
});

describe('a full disk', () => {
  it('fails the write with a sentence, keeps nothing of it, and goes on when there is room', async () => {
    const db = openDatabase(join(directory, 'hub.db'));
    migrate(db);
    const writer = createSqliteWriter(db, { maxBodyBytes: 10_000_000 });
    const batch = (no: number, charges = [sampleCharge({ resourceId: `machine-${no}` })]) =>
      sampleIntake({ batchId: `batch-${no}`, charges, json: JSON.stringify({ filler: 'x'.repeat(200_000) }) });
    await writer.ingest(DEFAULT_TENANT, batch(1));
    db.exec('PRAGMA max_page_count = 100');

    const refused = writer.ingest(DEFAULT_TENANT, batch(2));

    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', message: expect.stringContaining('the disk is full') });
    db.exec('PRAGMA max_page_count = 100000');
    expect(await writer.ingest(DEFAULT_TENANT, batch(2))).toMatchObject({ status: 'stored', accepted: 1 });
    const [totals] = db.query<[string, number]>("SELECT known_cost, charges FROM scope_costs WHERE period = 'hour'").all();
    expect(totals).toEqual(['0.384', 2]);
    const owners = db.query<[string]>('SELECT resources.id FROM charges JOIN resources ON resources.no = charges.resource ORDER BY 1').all();
    expect(owners.flat()).toEqual(['machine-1', 'machine-2']);
    writer.close();
    db.close();
  });
});

describe('retention', () => {
  it('forgets batches and losers after three days, and never the bill', async () => {
    const store = openSqliteStore(join(directory, 'hub.db'));
    const at = (receivedMs: number, batchId: string, sku: string) => sampleIntake({ receivedMs, batchId, charges: [sampleCharge({ sku })] });
    await store.ingest(DEFAULT_TENANT, at(SAMPLE_HOUR_MS, 'batch-1', 'm5.large'));
    await store.ingest(DEFAULT_TENANT, at(SAMPLE_HOUR_MS, 'batch-2', 'm5.xlarge'));
    const conflicts = await store.conflicts(DEFAULT_TENANT, 0);

    const laterMs = SAMPLE_HOUR_MS + 73 * HOUR_MS;
    await store.ingest(DEFAULT_TENANT, sampleIntake({ receivedMs: laterMs, batchId: 'batch-3' }));

    expect([conflicts, await store.conflicts(DEFAULT_TENANT, 0)]).toEqual([1, 0]);
    expect(await store.ingest(DEFAULT_TENANT, at(laterMs, 'batch-1', 'm5.large'))).toMatchObject({ status: 'stored' });
    expect(await store.charges(DEFAULT_TENANT, SAMPLE_HOUR_MS)).toHaveLength(1);
    await store.close();
  });
});
