import { HOUR_MS, type Intake, type TenantId } from '@openfinops/core';
import type { Database } from './database.ts';

/** Bodies as they came, for `recent`: those of the last hour, as long as they fit. */
export interface BodyTable {
  put(tenant: TenantId, intake: Pick<Intake, 'agent' | 'receivedMs' | 'timestampMs' | 'json' | 'events'>): void;
  /** Forgets what is in memory, which a rollback may have made untrue. */
  forget(): void;
}

const MINUTE_MS = 60_000;
const KEEP_MS = HOUR_MS;

/** @param maxBytes of JSON that are kept; the oldest bodies go first */
export function createBodyTable(db: Database, maxBytes: number): BodyTable {
  let keptBytes: number | undefined;
  const sum = db.query<[number]>('SELECT coalesce(sum(bytes), 0) FROM bodies');
  const insert = db.query('INSERT INTO bodies (tenant, agent_id, timestamp_ms, created_ms, bytes, json) VALUES (?, ?, ?, ?, ?, ?)');
  const oldest = db.query<[number, number, number]>('SELECT id, bytes, created_ms FROM bodies ORDER BY id LIMIT 1');
  const remove = db.query('DELETE FROM bodies WHERE id = ?');
  const count = db.query(`
    INSERT INTO activity (tenant, minute, bodies, events) VALUES (?, ?, 1, ?)
    ON CONFLICT DO UPDATE SET bodies = bodies + 1, events = events + excluded.events`);
  return {
    put(tenant, { agent, receivedMs, timestampMs, json, events }) {
      keptBytes ??= sum.get()?.[0] ?? 0;
      const bytes = Buffer.byteLength(json);
      insert.run(tenant, agent.agentId, timestampMs, receivedMs, bytes, json);
      count.run(tenant, Math.floor(receivedMs / MINUTE_MS), events);
      keptBytes += bytes;
      for (let row = oldest.get(); row !== undefined; row = oldest.get()) {
        const [id, itsBytes, createdMs] = row;
        if (keptBytes <= maxBytes && createdMs >= receivedMs - KEEP_MS) break;
        remove.run(id);
        keptBytes -= itsBytes;
      }
    },
    forget() {
      keptBytes = undefined;
    },
  };
}
