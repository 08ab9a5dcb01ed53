import { existsSync } from 'node:fs';
import { AgentError, type Store } from '@openfinops/core';
import { openDatabase } from './database.ts';
import { packIntake } from './pack-intake.ts';
import { createSqliteReader, DEFAULT_LIMITS } from './sqlite-store.ts';
import type { WriterLimits } from './sqlite-writer.ts';
import type { WriteCall } from './worker-protocol.ts';
import { startThread, type WritingThread } from './writing-thread.ts';

export interface WorkerStoreOptions {
  readonly limits?: WriterLimits;
  /** The bundled `store-worker`; found by itself in the product's own bundle. */
  readonly workerUrl?: URL;
}

/**
 * The store of a hub that serves: writes on a thread of their own, so that neither a slow disk nor a checkpoint stops the event loop; reads here,
 * from totals, on their own connection. A writing thread that died is started again by the next write. Rejects with STORE_UNWRITABLE.
 */
export async function openWorkerStore(file: string, options: WorkerStoreOptions = {}): Promise<Store> {
  const { limits = DEFAULT_LIMITS, workerUrl = findWorker() } = options;
  let thread: Promise<WritingThread> | undefined;
  let closed = false;
  const start = (): Promise<WritingThread> => {
    const { ready, exited } = startThread(workerUrl, { file, limits });
    void exited.then(() => {
      if (thread === ready) thread = undefined;
    });
    thread = ready;
    return ready;
  };
  const call = async (method: WriteCall['method'], args: WriteCall['args']): Promise<never> => {
    if (closed) throw new RangeError('the store is closed');
    return (await (thread ?? start())).call(method, args);
  };
  await start();
  const db = openDatabase(file);
  return {
    ...createSqliteReader(db),
    register: (...args) => call('register', args),
    ingest: (tenant, intake) => call('ingest', [tenant, packIntake(intake)]),
    async close() {
      if (closed) return;
      closed = true;
      await (await thread)?.close();
      db.close();
    },
  };
}

/** An entry point of its own in the bundle, beside the chunks or above them. Node cannot run a thread from the TypeScript sources. */
function findWorker(): URL {
  const places = ['./store-worker.mjs', '../store-worker.mjs'].map((path) => new URL(path, import.meta.url));
  const found = places.find((url) => existsSync(url));
  if (found !== undefined) return found;
  throw new AgentError('INTERNAL', 'The bundle lacks store-worker.mjs', { hint: 'Build it with `npm run bundle`.' });
}
