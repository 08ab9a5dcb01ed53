import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { AgentError } from '@openfinops/core';
import Libsql from 'libsql';
import { toStoreError } from './store-error.ts';

/** All that may be bound: libsql 0.5.29 aborts the whole process on a boolean, and on a lone buffer. */
export type Bind = string | number | null;

/** A prepared statement; rows are tuples in the order of the columns. */
export interface Query<Row extends readonly unknown[]> {
  /** Returns how many rows it changed. */
  run(...values: readonly Bind[]): number;
  get(...values: readonly Bind[]): Row | undefined;
  all(...values: readonly Bind[]): Row[];
}

export interface Database {
  readonly file: string;
  /** Prepared once for each SQL text. */
  query<Row extends readonly unknown[] = readonly never[]>(sql: string): Query<Row>;
  /** Runs statements without values: schema, pragmas, transactions. */
  exec(sql: string): void;
  inTransaction(): boolean;
  close(): void;
}

/** The journal is copied into the database each 32 MB, not each 4: totals, which every commit touches, are copied an eighth as often. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL', 'cache_size=-32768', 'wal_autocheckpoint=8000', 'journal_size_limit=67108864'];

/**
 * Opens or makes a database file (0600, in a directory 0700). A commit is on the disk when it returns (WAL, synchronous=FULL).
 * Throws STORE_UNWRITABLE.
 */
export function openDatabase(file: string): Database {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const libsql = new Libsql(file, { timeout: 5000 });
    for (const pragma of PRAGMAS) libsql.pragma(pragma);
    return wrap(libsql, file);
  } catch (error) {
    throw error instanceof AgentError ? error : toStoreError(error, file);
  }
}

function wrap(libsql: Libsql.Database, file: string): Database {
  const queries = new Map<string, Query<readonly unknown[]>>();
  /** libsql 0.5.29 aborts the process when a closed database is used. */
  const opened = (): Libsql.Database => {
    if (!libsql.open) throw new RangeError(`the database ${file} is closed`);
    return libsql;
  };
  const prepare = (sql: string): Query<readonly unknown[]> => {
    const prepared = opened().prepare(sql);
    const statement = prepared.reader ? prepared.raw() : prepared;
    const live = (): typeof statement => {
      opened();
      return statement;
    };
    return {
      run: (...values) => live().run(values).changes,
      get: (...values) => live().get(values) as readonly unknown[] | undefined,
      all: (...values) => live().all(values) as (readonly unknown[])[],
    };
  };
  return {
    file,
    query<Row extends readonly unknown[]>(sql: string) {
      const query = queries.get(sql) ?? prepare(sql);
      queries.set(sql, query);
      return query as Query<Row>;
    },
    exec: (sql) => void opened().exec(sql),
    inTransaction: () => opened().inTransaction,
    close() {
      queries.clear();
      if (libsql.open) libsql.close();
    },
  };
}
