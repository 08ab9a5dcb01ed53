import { setMaxListeners } from 'node:events';

interface Sender {
  send(command: unknown, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

/**
 * No call of this client takes longer than `totalMs`, whatever the server does: retries, waits for a turn and a body that drips are all part of
 * it. Past that it rejects with a TimeoutError; an abort of the caller's signal rejects with that signal's reason, at once.
 */
export function limitTime(client: object, totalMs: number): void {
  const sender = client as Sender;
  const send = sender.send.bind(client);
  sender.send = async (command, options = {}) =>
    await withinTime(totalMs, options.abortSignal, (abortSignal) => send(command, { ...options, abortSignal }));
}

async function withinTime(totalMs: number, outer: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  let end: (reason: unknown) => void = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    end = (reason) => {
      reject(reason);
      inner.abort(reason);
    };
  });
  const onAbort = (): void => end(outer?.reason);
  // One cycle has one signal, and dozens of calls under way: no leak.
  if (outer !== undefined) setMaxListeners(0, outer);
  const timer = setTimeout(() => end(new DOMException(`no answer within ${totalMs / 1000} s`, 'TimeoutError')), totalMs);
  outer?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([run(inner.signal), ended]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onAbort);
  }
}
