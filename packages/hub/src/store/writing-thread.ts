import { setImmediate } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { AgentError } from '@openfinops/core';
import { createOutbox } from './outbox.ts';
import { type Answer, type FromWriter, fromPlainError, isList, type ToWriter, type WorkerSetup, type WriteCall } from './worker-protocol.ts';

/** The writing thread as seen from the event loop. */
export interface WritingThread {
  /** Rejects with what went wrong over there, and with INTERNAL when the thread is gone before it answered. */
  call(method: WriteCall['method'], args: WriteCall['args']): Promise<never>;
  /** Resolves when everything asked before is answered and the thread is gone. */
  close(): Promise<void>;
}

export interface StartedThread {
  /** Rejects with STORE_UNWRITABLE. */
  readonly ready: Promise<WritingThread>;
  readonly exited: Promise<void>;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export function startThread(workerUrl: URL, setup: WorkerSetup): StartedThread {
  const worker = new Worker(workerUrl, { workerData: setup });
  const waiting = new Map<number, Waiting>();
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const ready = new Promise<WritingThread>((resolve, reject) => {
    worker.on('message', (message: FromWriter) => {
      if (message === 'ready') return resolve(thread);
      if ('failed' in message) return reject(fromPlainError(message.failed));
      for (const answer of isList(message) ? message : [message]) settle(waiting, answer);
    });
    const fail = (cause?: Error): void => {
      const error = new AgentError('INTERNAL', `The writing thread of the store ${setup.file} stopped`, { cause });
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
      reject(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail());
  });
  const post = (message: ToWriter): void => worker.postMessage(message);
  const outbox = createOutbox<WriteCall>(post, setImmediate);
  let calls = 0;
  const thread: WritingThread = {
    call(method, args) {
      calls += 1;
      const id = calls;
      outbox.put({ id, method, args } as WriteCall);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    async close() {
      outbox.flush();
      post('close');
      await exited;
    },
  };
  return { ready, exited };
}

function settle(waiting: Map<number, Waiting>, message: Answer): void {
  const call = waiting.get(message.id);
  waiting.delete(message.id);
  if ('error' in message) call?.reject(fromPlainError(message.error));
  else call?.resolve(message.result as never);
}
