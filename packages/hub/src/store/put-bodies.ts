import { HOUR_MS, type Intake, type TenantId } from '@openfinops/core';
import type { Bind, Database } from './database.ts';
import { prepareRows } from './write-rows.ts';

/** Bodies as they came, for `recent`: those of the last hour, as long as they fit. */
export interface BodyTable {
  put(tenant: TenantId, intake: Pick<Intake, 'agent' | 'receivedMs' | 'timestampMs' | 'json' | 'events'>): void;
  /** Writes and counts what was put since, and removes what is too much; call before the commit. */
  flush(): void;
  /** Forgets what is in memory, which a rollback may have made untrue. */
  forget(): void;
}

interface Activity {
  readonly tenant: TenantId;
  readonly minute: number;
  bodies: number;
  events: number;
}

const MINUTE_MS = 60_000;
const KEEP_MS = HOUR_MS;

/** @param maxBytes of JSON that are kept; the oldest bodies go first */
export function createBodyTable(db: Database, maxBytes: number): BodyTable {
  let keptBytes: number | undefined;
  let latestMs = 0;
  const activities = new Map<string, Activity>();
  const sum = db.query<[number]>('SELECT coalesce(sum(bytes), 0) FROM bodies');
  let pending: Bind[][] = [];
  const write = prepareRows(db, 'bodies', ['tenant', 'agent_id', 'timestamp_ms', 'created_ms', 'bytes', 'json']);
  const oldest = db.query<[number, number, number]>('SELECT id, bytes, created_ms FROM bodies ORDER BY id LIMIT 1');
  const remove = db.query('DELETE FROM bodies WHERE id = ?');
  const count = db.query(`
    INSERT INTO activity (tenant, minute, bodies, events) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET bodies = bodies + excluded.bodies, events = events + excluded.events`);

  const note = (tenant: TenantId, minute: number, events: number): void => {
    const key = `${tenant} ${minute}`;
    const activity = activities.get(key) ?? { tenant, minute, bodies: 0, events: 0 };
    activity.bodies += 1;
    activity.events += events;
    activities.set(key, activity);
  };
  return {
    put(tenant, { agent, receivedMs, timestampMs, json, events }) {
      keptBytes ??= sum.get()?.[0] ?? 0;
      const bytes = Buffer.byteLength(json);
      pending.push([tenant, agent.agentId, timestampMs, receivedMs, bytes, json]);
      note(tenant, Math.floor(receivedMs / MINUTE_MS), events);
      keptBytes += bytes;
      latestMs = receivedMs;
    },
    flush() {
      if (activities.size === 0) return;
      write(pending);
      pending = [];
      for (const { tenant, minute, bodies, events } of activities.values()) count.run(tenant, minute, bodies, events);
      activities.clear();
      for (let row = oldest.get(); row !== undefined; row = oldest.get()) {
        const [id, bytes, createdMs] = row;
        if ((keptBytes ?? 0) <= maxBytes && createdMs >= latestMs - KEEP_MS) break;
        remove.run(id);
        keptBytes = (keptBytes ?? 0) - bytes;
      }
    },
    forget() {
      keptBytes = undefined;
      pending = [];
      activities.clear();
    },
  };
}
