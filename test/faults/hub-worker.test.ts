import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEFAULT_TENANT } from '@openfinops/core';
import { openSqliteStore, openWorkerStore } from '@openfinops/hub';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleIntake } from '../../packages/testing/src/sample-intake.ts';
import { testStore } from '../../packages/testing/src/test-store.ts';
import { bundleForTest } from './hub-bundle.ts';

let bundle: Awaited<ReturnType<typeof bundleForTest>> | undefined;
let place = '';
beforeAll(async () => {
  bundle = await bundleForTest({ 'store-worker': new URL('../../packages/hub/src/store-worker.ts', import.meta.url) });
  place = mkdtempSync(join(tmpdir(), 'hub-worker-'));
});
afterAll(() => {
  rmSync(bundle?.directory ?? place, { recursive: true });
  rmSync(place, { recursive: true });
});
const open = (file: string) => openWorkerStore(file, bundle === undefined ? {} : { workerUrl: bundle.urlOf('store-worker') });

testStore('SQLite on a thread of its own', () => {
  const directory = mkdtempSync(join(place, 'store-'));
  return { open: () => open(join(directory, 'hub.db')), remove: () => rmSync(directory, { recursive: true }) };
});

it('says why a database cannot be opened, from the other thread too', async () => {
  const file = join(place, 'none.db');
  writeFileSync(file, 'This is no database. '.repeat(100));

  const opening = open(file);

  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', message: expect.stringContaining(file), hint: expect.any(String) });
});

it('answers what still waits when it is closed', async () => {
  const store = await open(join(place, 'closing.db'));

  const waiting = Promise.all([1, 2, 3].map((no) => store.ingest(DEFAULT_TENANT, sampleIntake({ batchId: `batch-${no}` }))));
  await store.close();

  expect((await waiting).map(({ status }) => status)).toEqual(['stored', 'stored', 'stored']);
});

it('starts a writing thread that died again, and fails only what it had in hand', async () => {
  const worker = join(place, 'dying-worker.mjs');
  writeFileSync(worker, DIES_ONCE);
  await openSqliteStore(join(place, 'dying.db')).close();
  const store = await openWorkerStore(join(place, 'dying.db'), { workerUrl: pathToFileURL(worker) });

  const first = store.ingest(DEFAULT_TENANT, sampleIntake({}));

  await expect(first).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('stopped') });
  expect(await store.ingest(DEFAULT_TENANT, sampleIntake({}))).toBe('written by the second');
  await store.close();
});

/** Speaks the store's protocol, and exits at its first call unless it did so before. */
const DIES_ONCE = `
import { existsSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
const mark = workerData.file + '.died';
parentPort.on('message', (message) => {
  if (message === 'close') return parentPort.close();
  if (existsSync(mark)) return parentPort.postMessage({ id: message.id, result: 'written by the second' });
  writeFileSync(mark, '');
  process.exit(1);
});
parentPort.postMessage('ready');
`;
