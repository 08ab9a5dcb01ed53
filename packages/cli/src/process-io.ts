import { homedir, hostname } from 'node:os';
import type { WriteStream } from 'node:tty';
import type { Io, Output } from './io.ts';

/** The process as it is. */
export function createProcessIo(stop: { readonly signal: AbortSignal; readonly stoppedBy: Io['stoppedBy'] }): Io {
  return {
    out: createOutput(process.stdout),
    err: createOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    homeDir: homedir(),
    hostname: hostname(),
    userId: process.getuid?.(),
    ...stop,
  };
}

function createOutput(stream: WriteStream): Output {
  // A write's own callback reports what went wrong; without a listener the event would end the process.
  stream.on('error', () => {});
  return {
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns > 0 ? stream.columns : undefined;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
