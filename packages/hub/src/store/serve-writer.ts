import { setImmediate } from 'node:timers';
import type { MessagePort } from 'node:worker_threads';
import type { GroupLimits } from './group-writer.ts';
import { createOutbox } from './outbox.ts';
import { unpackIntake } from './pack-intake.ts';
import { openMigrated } from './sqlite-store.ts';
import { createSqliteWriter, type SqliteWriter } from './sqlite-writer.ts';
import { toStoreError } from './store-error.ts';
import { type Answer, type FromWriter, isList, type ToWriter, toPlainError, type WorkerSetup, type WriteCall } from './worker-protocol.ts';

/** Nobody else waits for this thread, so two large bodies may share a commit; with more, senders would wait for it with nothing to parse meanwhile. */
const OWN_THREAD: GroupLimits = { sliceMs: 40, monotonicMs: () => performance.now() };

/** The writing half of the store on a thread of its own: answers calls until it is told to close. */
export function serveWriter(port: MessagePort, { file, limits }: WorkerSetup): void {
  const say = (message: FromWriter): void => port.postMessage(message);
  /** All answers of one transaction go together. */
  const answers = createOutbox<Answer>(say, queueMicrotask);
  try {
    const db = openMigrated(file);
    const writer = createSqliteWriter(db, { group: OWN_THREAD, ...limits });
    port.on('message', (message: ToWriter) => {
      if (message !== 'close') {
        for (const call of isList(message) ? message : [message]) void answer(writer, call, file).then(answers.put);
        return;
      }
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

async function answer(writer: SqliteWriter, call: WriteCall, file: string): Promise<Answer> {
  try {
    return { id: call.id, result: await write(writer, call) };
  } catch (error) {
    return { id: call.id, error: toPlainError(toStoreError(error, file)) };
  }
}

function write(writer: SqliteWriter, call: WriteCall): Promise<unknown> {
  if (call.method === 'register') return writer.register(...call.args);
  const [tenant, intake] = call.args;
  return writer.ingest(tenant, unpackIntake(intake));
}
