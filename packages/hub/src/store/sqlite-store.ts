import type { Store } from '@openfinops/core';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrations.ts';
import { createAgentReader } from './read-agents.ts';
import { createMoneyReader } from './read-money.ts';
import { createRecentReader } from './read-recent.ts';
import { createReportReader } from './read-reports.ts';
import { createResourceCostReader } from './read-resource-costs.ts';
import { createResourceUseReader } from './read-resource-use.ts';
import { createSqliteWriter, type WriterLimits } from './sqlite-writer.ts';
import { toStoreError } from './store-error.ts';
import { createWords } from './words.ts';

/** WIRE.md: raw bodies are kept one hour or this much. */
export const DEFAULT_LIMITS: WriterLimits = { maxBodyBytes: 64 * 1024 * 1024 };

export interface SqliteStore extends Store {
  /** Transactions committed so far. */
  commits(): number;
}

/**
 * The whole store on the calling thread: for tests and short commands. A hub that serves takes `openWorkerStore`, whose commits stop nobody.
 * Throws STORE_UNWRITABLE.
 */
export function openSqliteStore(file: string, limits: WriterLimits = DEFAULT_LIMITS): SqliteStore {
  const writing = openMigrated(file);
  const reading = openDatabase(file);
  const writer = createSqliteWriter(writing, limits);
  let closed = false;
  return {
    ...createSqliteReader(reading),
    ...writer,
    async close() {
      if (closed) return;
      closed = true;
      writer.close();
      reading.close();
      writing.close();
    },
  };
}

/** Throws STORE_UNWRITABLE. */
export function openMigrated(file: string): Database {
  const db = openDatabase(file);
  try {
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw toStoreError(error, file);
  }
}

/** The reading half of the store: on a connection of its own it neither waits for writers nor makes them wait. */
export function createSqliteReader(db: Database): Omit<Store, 'register' | 'ingest' | 'close'> {
  const words = createWords(db);
  return {
    ...createAgentReader(db),
    ...createRecentReader(db),
    ...createReportReader(db),
    ...createMoneyReader(db, words),
    ...createResourceCostReader(db, words),
    ...createResourceUseReader(db, words),
  };
}
