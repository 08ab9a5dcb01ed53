import { AgentError } from '@openfinops/core';
import type { Database } from './database.ts';

/**
 * The schema, one step a version, forward only; a step that was released is never edited. Every table has its tenant.
 * Amounts of money are decimal text: a cost is an exact product of up to 12 + 40 decimals, which no 64-bit integer holds.
 * `hour` counts hours since the epoch, so that the key of a charge is small and an hour's charges lie side by side.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE words (no INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (tenant, kind, text));

  CREATE TABLE agents (
    tenant INTEGER NOT NULL, agent_id TEXT NOT NULL, hostname TEXT NOT NULL, provider TEXT NOT NULL, region TEXT NOT NULL,
    config TEXT NOT NULL, registered_ms INTEGER, heartbeat_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, agent_id)
  ) WITHOUT ROWID;
  CREATE TABLE cycles (
    tenant INTEGER NOT NULL, agent_id TEXT NOT NULL, timestamp_ms INTEGER NOT NULL, report TEXT NOT NULL,
    PRIMARY KEY (tenant, agent_id)
  ) WITHOUT ROWID;
  CREATE TABLE gaps (tenant INTEGER NOT NULL, agent_id TEXT NOT NULL, received_ms INTEGER NOT NULL, gap TEXT NOT NULL);
  CREATE INDEX gaps_by_time ON gaps (received_ms);

  CREATE TABLE batches (
    tenant INTEGER NOT NULL, agent_id TEXT NOT NULL, batch_id TEXT NOT NULL, hash TEXT NOT NULL, received_ms INTEGER NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (tenant, agent_id, batch_id)
  ) WITHOUT ROWID;
  CREATE INDEX batches_by_time ON batches (received_ms);
  CREATE TABLE bodies (
    id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, agent_id TEXT NOT NULL, timestamp_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL, json TEXT NOT NULL
  );
  CREATE TABLE activity (
    tenant INTEGER NOT NULL, minute INTEGER NOT NULL, bodies INTEGER NOT NULL, events INTEGER NOT NULL,
    PRIMARY KEY (tenant, minute)
  ) WITHOUT ROWID;

  CREATE TABLE resources (
    no INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, scope INTEGER, seen_ms INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0, rate TEXT, currency TEXT, record TEXT,
    UNIQUE (tenant, id, owner)
  );
  CREATE INDEX resources_by_time ON resources (tenant, seen_ms);

  CREATE TABLE charges (
    tenant INTEGER NOT NULL, hour INTEGER NOT NULL, resource INTEGER NOT NULL, meter INTEGER NOT NULL, scope INTEGER NOT NULL,
    currency TEXT NOT NULL, list_cost TEXT, effective_cost TEXT, known_cost TEXT NOT NULL, facts TEXT NOT NULL,
    PRIMARY KEY (tenant, hour, resource, meter)
  ) WITHOUT ROWID;
  CREATE TABLE conflicts (
    tenant INTEGER NOT NULL, hour INTEGER NOT NULL, resource INTEGER NOT NULL, meter INTEGER NOT NULL, lost TEXT NOT NULL, found_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, hour, resource, meter, lost)
  ) WITHOUT ROWID;
  CREATE INDEX conflicts_by_time ON conflicts (found_ms);
  CREATE TABLE scope_costs (
    tenant INTEGER NOT NULL, period TEXT NOT NULL, start_ms INTEGER NOT NULL, scope INTEGER NOT NULL, currency TEXT NOT NULL,
    list_cost TEXT NOT NULL, known_cost TEXT NOT NULL, provisional_cost TEXT NOT NULL,
    charges INTEGER NOT NULL, unpriced INTEGER NOT NULL, uncertain_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, period, start_ms, scope, currency)
  ) WITHOUT ROWID;
  CREATE TABLE resource_costs (
    tenant INTEGER NOT NULL, start_ms INTEGER NOT NULL, resource INTEGER NOT NULL, currency TEXT NOT NULL,
    list_cost TEXT NOT NULL, known_cost TEXT NOT NULL, provisional_cost TEXT NOT NULL,
    charges INTEGER NOT NULL, unpriced INTEGER NOT NULL, uncertain_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, start_ms, resource, currency)
  ) WITHOUT ROWID;

  CREATE TABLE series (
    tenant INTEGER NOT NULL, hour INTEGER NOT NULL, resource INTEGER NOT NULL, metric INTEGER NOT NULL, points TEXT NOT NULL,
    PRIMARY KEY (tenant, hour, resource, metric)
  ) WITHOUT ROWID;
  CREATE TABLE allocations (
    tenant INTEGER NOT NULL, hour INTEGER NOT NULL, resource INTEGER NOT NULL, basis TEXT NOT NULL, target TEXT NOT NULL, share TEXT NOT NULL,
    timestamp_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, hour, resource, basis, target)
  ) WITHOUT ROWID;
  CREATE TABLE findings (
    tenant INTEGER NOT NULL, resource INTEGER NOT NULL, rule TEXT NOT NULL, timestamp_ms INTEGER NOT NULL, finding TEXT NOT NULL,
    PRIMARY KEY (tenant, resource, rule)
  ) WITHOUT ROWID;
  `,
];

/** Brings the schema up to date, each step in a transaction of its own. Throws STORE_UNWRITABLE for a database of a newer version. */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new AgentError(
      'STORE_UNWRITABLE',
      `The database ${db.file} was written by a newer version (schema ${version}, known ${migrations.length})`,
      {
        hint: 'Start the newer version, or restore a backup from before the upgrade.',
      },
    );
  }
  for (const [index, step] of migrations.entries()) {
    if (index >= version) db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function versionOf(db: Database): number {
  return db.query<[number]>('PRAGMA user_version').get()?.[0] ?? 0;
}
