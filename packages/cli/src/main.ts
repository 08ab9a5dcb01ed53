import type { Io } from './io.ts';
import { createProcessIo } from './process-io.ts';
import { runProgram } from './program.ts';

/** The process: the only file that sets its exit code. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const EXIT_GRACE_MS = 1000;

const stop = new AbortController();
let stoppedBy: ReturnType<Io['stoppedBy']>;

/** The first signal asks to stop, the second one does not ask. */
function onSignal(name: 'SIGINT' | 'SIGTERM'): void {
  if (stoppedBy !== undefined) process.exit(EXIT_CODES[name]);
  stoppedBy = name;
  stop.abort();
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

const argv = process.argv.slice(2);
const io = createProcessIo({ signal: stop.signal, stoppedBy: () => stoppedBy });
try {
  process.exitCode = await runProgram(argv, io);
} catch (error) {
  const { reportFailure } = await import('./failure.ts');
  process.exitCode = await reportFailure(error, argv, io);
}
// All is said. What still hangs in foreign code after a deadline or a signal does not keep the process.
setTimeout(() => process.exit(), EXIT_GRACE_MS).unref();
