import type { Io, Output } from './io.ts';

/** A process without a process: what was written can be read. */
export interface FakeIo extends Io {
  readonly outText: () => string;
  readonly errText: () => string;
  /** The user asks to stop. */
  stop(signal: 'SIGINT' | 'SIGTERM'): void;
}

export interface FakeIoOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Columns of the terminal that both streams are; without it they are pipes. */
  readonly columns?: number;
  /** Bytes after which the reader of stdout leaves. */
  readonly readerLeavesAfter?: number;
}

export function createFakeIo(options: FakeIoOptions = {}): FakeIo {
  const out: string[] = [];
  const err: string[] = [];
  const controller = new AbortController();
  let stoppedBy: 'SIGINT' | 'SIGTERM' | undefined;
  const { columns, readerLeavesAfter = Number.POSITIVE_INFINITY } = options;
  const output = (texts: string[], limit: number): Output => ({
    isTty: columns !== undefined,
    columns,
    async write(text) {
      if (texts.join('').length >= limit) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      texts.push(text);
    },
  });
  return {
    out: output(out, readerLeavesAfter),
    err: output(err, Number.POSITIVE_INFINITY),
    env: options.env ?? {},
    cwd: options.cwd ?? '/nowhere',
    homeDir: '/nowhere/home',
    hostname: 'fake-host',
    userId: 1000,
    signal: controller.signal,
    stoppedBy: () => stoppedBy,
    outText: () => out.join(''),
    errText: () => err.join(''),
    stop(signal) {
      stoppedBy = signal;
      controller.abort();
    },
  };
}
