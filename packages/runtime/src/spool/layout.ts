import { join } from 'node:path';

/** Where things are in the directory of a spool. */
export interface SpoolPaths {
  readonly dir: string;
  /** Which format the directory is of. */
  readonly version: string;
  /** Unfinished writes; wiped at the start. */
  readonly tmp: string;
  readonly queue: string;
  /** Refused by the server for good. */
  readonly dead: string;
  /** Unreadable. */
  readonly corrupt: string;
  /** What was dropped and is not told yet. */
  readonly gaps: string;
}

export function pathsIn(dir: string): SpoolPaths {
  return {
    dir,
    version: join(dir, 'VERSION'),
    tmp: join(dir, 'tmp'),
    queue: join(dir, 'q'),
    dead: join(dir, 'dead'),
    corrupt: join(dir, 'corrupt'),
    gaps: join(dir, 'gaps.json'),
  };
}
