import { setImmediate } from 'node:timers';
import type { Database } from './database.ts';
import { toStoreError } from './store-error.ts';

/** Puts many small writes into one transaction: the disk is asked once for all of them, and each is answered after the commit. */
export interface GroupWriter {
  /** Resolves with the work's result once it is durable. Rejects with STORE_UNWRITABLE, or with what the work threw. */
  run<T>(work: () => T): Promise<T>;
  /** Transactions committed so far. */
  commits(): number;
  /** Commits what waits; later work is refused. */
  close(): void;
}

export interface GroupHooks {
  beforeCommit(): void;
  afterRollback(): void;
}

export interface GroupLimits {
  /** A transaction takes no further work after this; the event loop breathes between transactions. */
  readonly sliceMs: number;
  readonly monotonicMs: () => number;
}

interface Job {
  readonly work: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULT_LIMITS: GroupLimits = { sliceMs: 20, monotonicMs: () => performance.now() };

export function createGroupWriter(db: Database, hooks: GroupHooks, limits: GroupLimits = DEFAULT_LIMITS): GroupWriter {
  const queue: Job[] = [];
  let scheduled = false;
  let commits = 0;

  const schedule = (): void => {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      writeSome();
      schedule();
    });
  };
  const writeSome = (): void => {
    if (queue.length === 0) return;
    const startMs = limits.monotonicMs();
    const group: Job[] = [];
    const results = attempt(db, hooks, () => {
      const done: unknown[] = [];
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        group.push(job);
        done.push(job.work());
        if (limits.monotonicMs() - startMs >= limits.sliceMs) break;
      }
      return done;
    });
    if ('done' in results) settle(group, results.done);
    else if (group.length === 1) group[0]?.reject(results.failure);
    else for (const job of group) writeAlone(job);
  };
  const settle = (group: readonly Job[], done: readonly unknown[]): void => {
    commits += 1;
    for (const [index, job] of group.entries()) job.resolve(done[index] as never);
  };
  /** After a failed transaction each of its jobs is tried alone, so that a poisonous one fails nobody else. */
  const writeAlone = (job: Job): void => {
    const results = attempt(db, hooks, () => [job.work()]);
    if ('done' in results) settle([job], results.done);
    else job.reject(results.failure);
  };
  let closed = false;
  return {
    run(work) {
      if (closed) return Promise.reject(new RangeError('the store is closed'));
      return new Promise((resolve, reject) => {
        queue.push({ work, resolve, reject });
        schedule();
      });
    },
    commits: () => commits,
    close() {
      closed = true;
      while (queue.length > 0) writeSome();
    },
  };
}

function attempt(db: Database, hooks: GroupHooks, work: () => unknown[]): { done: unknown[] } | { failure: unknown } {
  try {
    db.exec('BEGIN IMMEDIATE');
    const done = work();
    hooks.beforeCommit();
    db.exec('COMMIT');
    return { done };
  } catch (error) {
    rollBack(db);
    hooks.afterRollback();
    return { failure: toStoreError(error, db.file) };
  }
}

/** A full disk rolls back by itself; asking again would be an error of its own. */
function rollBack(db: Database): void {
  if (db.inTransaction()) db.exec('ROLLBACK');
}
