import type { AgentIdentity, TenantId } from '@openfinops/core';
import type { Database } from './database.ts';

export interface AgentTable {
  register(tenant: TenantId, agent: AgentIdentity & { readonly configJson: string }, atMs: number): void;
  /** A sign of life. Who never registered is listed all the same, as its bodies describe it. Returns whether it is registered. */
  heartbeat(tenant: TenantId, agent: AgentIdentity, atMs: number): boolean;
}

export function createAgentTable(db: Database): AgentTable {
  const register = db.query(`
    INSERT INTO agents (tenant, agent_id, hostname, provider, region, config, registered_ms, heartbeat_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET hostname = excluded.hostname, provider = excluded.provider, region = excluded.region, config = excluded.config,
      registered_ms = excluded.registered_ms, heartbeat_ms = max(heartbeat_ms, excluded.heartbeat_ms)`);
  const beat = db.query<[number | null]>(
    'UPDATE agents SET heartbeat_ms = max(heartbeat_ms, ?) WHERE tenant = ? AND agent_id = ? RETURNING registered_ms',
  );
  const describe = db.query(`
    INSERT INTO agents (tenant, agent_id, hostname, provider, region, config, heartbeat_ms) VALUES (?, ?, ?, ?, ?, '{}', ?)
    ON CONFLICT DO UPDATE SET hostname = excluded.hostname, provider = excluded.provider, region = excluded.region`);
  return {
    register(tenant, { agentId, hostname, provider, region, configJson }, atMs) {
      register.run(tenant, agentId, hostname, provider, region, configJson, atMs, atMs);
    },
    heartbeat(tenant, { agentId, hostname, provider, region }, atMs) {
      const row = beat.get(atMs, tenant, agentId);
      if (row !== undefined && row[0] !== null) return true;
      describe.run(tenant, agentId, hostname, provider, region, atMs);
      return false;
    },
  };
}
