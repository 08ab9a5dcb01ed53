import type { Readable, Writable } from 'node:stream';

type Fields = Readonly<Record<string, unknown>>;

/** Chromium's DevTools protocol, as far as a test needs it. */
export interface DevTools {
  /** Rejects when Chromium refuses, or is gone. */
  call(method: string, params?: object, sessionId?: string): Promise<Fields>;
  /** Hears every event of a page. Returns what ends it. */
  listen(sessionId: string, hear: (method: string, params: Fields) => void): () => void;
  /** Resolves with the next such event of a page. */
  next(sessionId: string, method: string): Promise<Fields>;
}

interface Waiting {
  resolve(result: Fields): void;
  reject(error: Error): void;
}

interface Message {
  readonly id?: number;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Fields;
  readonly sessionId?: string;
}

/** Messages are JSON texts, each ended by a NUL (`--remote-debugging-pipe`). */
export function connectPipe(output: Writable, input: Readable): DevTools {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(message: Message) => void>();
  let lastId = 0;
  let rest = '';

  const listen: DevTools['listen'] = (sessionId, hear) => {
    const listener = (message: Message) => {
      if (message.sessionId === sessionId && message.method !== undefined) hear(message.method, message.params ?? {});
    };
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const take = (message: Message): void => {
    const waiter = waiting.get(message.id ?? 0);
    waiting.delete(message.id ?? 0);
    if (message.error !== undefined) waiter?.reject(new Error(message.error.message));
    else waiter?.resolve(message.result ?? {});
    for (const listener of listeners) listener(message);
  };

  input.setEncoding('utf8').on('data', (chunk: string) => {
    const texts = (rest + chunk).split('\0');
    rest = texts.pop() ?? '';
    for (const text of texts) take(JSON.parse(text) as Message);
  });
  input.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium is gone'));
  });
  // A write to a browser that is gone: the calls that wait are told by `close`.
  output.on('error', () => undefined);

  return {
    call: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        output.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
      }),
    listen,
    next: (sessionId, wanted) =>
      new Promise((resolve) => {
        const stop = listen(sessionId, (method, params) => {
          if (method !== wanted) return;
          stop();
          resolve(params);
        });
      }),
  };
}
