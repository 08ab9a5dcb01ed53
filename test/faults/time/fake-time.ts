import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wall clock of one process, which can be set while it runs; its monotonic clock is the machine's (libfaketime). */
export interface FakeTime {
  /** What the process is to be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on it reads so much more than ours. */
  setAhead(seconds: number): void;
}

const LIBRARIES = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** Why no clock can be faked here; undefined: it can. */
export function forbidsFakeTime(): string | undefined {
  return findLibrary() === undefined ? 'libfaketime is missing (Debian: faketime)' : undefined;
}

/** @param file says how far ahead; the process reads it at every look at its clock */
export function createFakeTime(file: string): FakeTime {
  const library = findLibrary();
  if (library === undefined) throw new Error(forbidsFakeTime());
  return {
    env: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    setAhead: (seconds) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`),
  };
}

/** Debian has it below a directory for each architecture. */
function findLibrary(): string | undefined {
  if (!existsSync(LIBRARIES)) return undefined;
  return readdirSync(LIBRARIES)
    .map((name) => join(LIBRARIES, name, LIBRARY))
    .find((path) => existsSync(path));
}
