import { setImmediate } from 'node:timers';
import type { MessagePort } from 'node:worker_threads';
import { openMigrated } from './sqlite-store.ts';
import { createSqliteWriter, type SqliteWriter } from './sqlite-writer.ts';
import { toStoreError } from './store-error.ts';
import { type FromWriter, type ToWriter, toPlainError, type WorkerSetup, type WriteCall } from './worker-protocol.ts';

/** The writing half of the store on a thread of its own: answers calls until it is told to close. */
export function serveWriter(port: MessagePort, { file, limits }: WorkerSetup): void {
  const say = (message: FromWriter): void => port.postMessage(message);
  try {
    const db = openMigrated(file);
    const writer = createSqliteWriter(db, limits);
    port.on('message', (message: ToWriter) => {
      if (message !== 'close') return void answer(writer, message, file, say);
      writer.close();
      // The answers to what was still waiting go out first.
      setImmediate(() => {
        db.close();
        port.close();
      });
    });
    say('ready');
  } catch (error) {
    say({ failed: toPlainError(toStoreError(error, file)) });
    port.close();
  }
}

async function answer(writer: SqliteWriter, call: WriteCall, file: string, say: (message: FromWriter) => void): Promise<void> {
  try {
    const result = await (call.method === 'ingest' ? writer.ingest(...call.args) : writer.register(...call.args));
    say({ id: call.id, result });
  } catch (error) {
    say({ id: call.id, error: toPlainError(toStoreError(error, file)) });
  }
}
