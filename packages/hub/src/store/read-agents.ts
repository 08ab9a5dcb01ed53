import type { AgentRecord, CycleRecord, CycleReport, Gap, GapRecord, Store } from '@openfinops/core';
import type { Database } from './database.ts';

type AgentRow = [string, string, string, string, string, number | null, number];

const MINUTE_MS = 60_000;

/** What is known of the agents themselves. */
export function createAgentReader(db: Database): Pick<Store, 'agents' | 'activity' | 'cycles' | 'gaps'> {
  const agents = db.query<AgentRow>(`
    SELECT agent_id, hostname, provider, region, config, registered_ms, heartbeat_ms FROM agents WHERE tenant = ?
    ORDER BY heartbeat_ms DESC, agent_id`);
  const activity = db.query<[number, number]>(
    'SELECT coalesce(sum(bodies), 0), coalesce(sum(events), 0) FROM activity WHERE tenant = ? AND minute >= ?',
  );
  const cycles = db.query<[string, number, string]>('SELECT agent_id, timestamp_ms, report FROM cycles WHERE tenant = ? ORDER BY agent_id');
  const gaps = db.query<[string, string]>('SELECT agent_id, gap FROM gaps WHERE tenant = ? AND received_ms >= ? ORDER BY received_ms DESC');
  return {
    agents: async (tenant) => agents.all(tenant).map(toAgent),
    async activity(tenant, sinceMs) {
      const [bodies, events] = activity.get(tenant, Math.floor(sinceMs / MINUTE_MS)) ?? [0, 0];
      return { bodies, events };
    },
    async cycles(tenant) {
      return cycles
        .all(tenant)
        .map(([agentId, timestampMs, report]): CycleRecord => ({ agentId, timestampMs, ...(JSON.parse(report) as CycleReport) }));
    },
    async gaps(tenant, sinceMs) {
      return gaps.all(tenant, sinceMs).map(([agentId, gap]): GapRecord => ({ agentId, ...(JSON.parse(gap) as Gap) }));
    },
  };
}

function toAgent([agentId, hostname, provider, region, configJson, registeredMs, heartbeatMs]: AgentRow): AgentRecord {
  return { agentId, hostname, provider, region, configJson, registeredMs, heartbeatMs };
}
