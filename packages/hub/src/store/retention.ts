import { HOUR_MS } from '@openfinops/core';
import type { Database } from './database.ts';

const DAY_MS = 24 * HOUR_MS;

interface Rule {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly keepMs: number;
  readonly unitMs: number;
}

/**
 * How long everything is kept that is not the bill; charges, their totals and resources stay, and bodies see to
 * themselves. Batches outlive every spool, so that a late repetition is known.
 */
const RULES: readonly Rule[] = [
  { table: 'activity', key: 'tenant, minute', column: 'minute', keepMs: DAY_MS, unitMs: 60_000 },
  { table: 'batches', key: 'tenant, agent_id, batch_id', column: 'received_ms', keepMs: 3 * DAY_MS, unitMs: 1 },
  { table: 'conflicts', key: 'tenant, hour, resource, meter, lost', column: 'found_ms', keepMs: 3 * DAY_MS, unitMs: 1 },
  { table: 'gaps', key: 'rowid', column: 'received_ms', keepMs: 30 * DAY_MS, unitMs: 1 },
];

/** Rows removed of one table at a time, so that writers never wait long. */
const MAX_ROWS = 2000;

/** Removes what is older than it is kept, a little of each table; called once a second it keeps up with any inflow. Inside a write transaction. */
export function trimOld(db: Database, nowMs: number): void {
  for (const { table, key, column, keepMs, unitMs } of RULES) {
    const old = `SELECT ${key} FROM ${table} WHERE ${column} < ? LIMIT ${MAX_ROWS}`;
    db.query(`DELETE FROM ${table} WHERE (${key}) IN (${old})`).run((nowMs - keepMs) / unitMs);
  }
}
