import { setImmediate } from 'node:timers/promises';
import type { RecentBody, Store } from '@openfinops/core';
import type { Database } from './database.ts';

type BodyRow = [string, string, string, string, number, number, string, string, string];

/** What a body without the field is taken to say, as the reference server does. */
const UNSAID = 'unknown';

/** The bodies as they came. One is read at a time, and the loop breathes between them. */
export function createRecentReader(db: Database): Pick<Store, 'recent'> {
  const list = db.query<[number, number]>('SELECT id, bytes FROM bodies WHERE tenant = ? AND created_ms >= ? ORDER BY id DESC LIMIT ?');
  const read = db.query<BodyRow>(`
    SELECT agent_id, coalesce(json ->> '$.hostname', '${UNSAID}'), coalesce(json ->> '$.cloud_provider', '${UNSAID}'),
      coalesce(json ->> '$.region', '${UNSAID}'), timestamp_ms, created_ms,
      coalesce(json -> '$.metrics', '{}'), coalesce(json -> '$.events', '[]'), coalesce(json -> '$.traces', '[]') FROM bodies WHERE id = ?`);
  return {
    async recent(tenant, sinceMs, limits) {
      const bodies: RecentBody[] = [];
      let bytes = 0;
      for (const [id, itsBytes] of list.all(tenant, sinceMs, limits.rows + 1)) {
        bytes += itsBytes;
        if (bodies.length === limits.rows || bytes > limits.bytes) return { bodies, truncated: true };
        const row = read.get(id);
        if (row !== undefined) bodies.push(toBody(id, row));
        await setImmediate();
      }
      return { bodies, truncated: false };
    },
  };
}

function toBody(id: number, row: BodyRow): RecentBody {
  const [agentId, hostname, provider, region, timestampMs, createdMs, metricsJson, eventsJson, tracesJson] = row;
  return { id, agentId, hostname, provider, region, timestampMs, createdMs, metricsJson, eventsJson, tracesJson };
}
