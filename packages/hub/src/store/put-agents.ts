import type { AgentIdentity, TenantId } from '@openfinops/core';
import type { Database } from './database.ts';

export interface AgentTable {
  register(tenant: TenantId, agent: AgentIdentity & { readonly configJson: string }, atMs: number): void;
  /** A sign of life. Who never registered is listed all the same, as its bodies describe it. Returns whether it is registered. */
  heartbeat(tenant: TenantId, agent: AgentIdentity, atMs: number): boolean;
  /** Writes the last sign of life of each agent; call before the commit. */
  flush(): void;
  /** Forgets what is in memory, which a rollback may have made untrue. */
  forget(): void;
}

interface Beat {
  readonly tenant: TenantId;
  readonly agent: AgentIdentity;
  readonly atMs: number;
  readonly registered: boolean;
}

/** Most agents of which it is in memory whether they are registered; beyond it that starts anew. */
const MAX_CACHED = 100_000;

export function createAgentTable(db: Database): AgentTable {
  const isRegistered = new Map<string, boolean>();
  const beats = new Map<string, Beat>();
  const register = db.query(`
    INSERT INTO agents (tenant, agent_id, hostname, provider, region, config, registered_ms, heartbeat_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET hostname = excluded.hostname, provider = excluded.provider, region = excluded.region, config = excluded.config,
      registered_ms = excluded.registered_ms, heartbeat_ms = max(heartbeat_ms, excluded.heartbeat_ms)`);
  const find = db.query<[number | null]>('SELECT registered_ms FROM agents WHERE tenant = ? AND agent_id = ?');
  const beat = db.query('UPDATE agents SET heartbeat_ms = max(heartbeat_ms, ?) WHERE tenant = ? AND agent_id = ?');
  const describe = db.query(`
    INSERT INTO agents (tenant, agent_id, hostname, provider, region, config, heartbeat_ms) VALUES (?, ?, ?, ?, ?, '{}', ?)
    ON CONFLICT DO UPDATE SET hostname = excluded.hostname, provider = excluded.provider, region = excluded.region,
      heartbeat_ms = max(heartbeat_ms, excluded.heartbeat_ms)`);

  const look = (key: string, tenant: TenantId, agentId: string): boolean => {
    if (isRegistered.size >= MAX_CACHED) isRegistered.clear();
    const [registeredMs = null] = find.get(tenant, agentId) ?? [];
    isRegistered.set(key, registeredMs !== null);
    return registeredMs !== null;
  };
  return {
    register(tenant, { agentId, hostname, provider, region, configJson }, atMs) {
      register.run(tenant, agentId, hostname, provider, region, configJson, atMs, atMs);
      const key = `${tenant} ${agentId}`;
      isRegistered.set(key, true);
      beats.delete(key);
    },
    heartbeat(tenant, agent, atMs) {
      const key = `${tenant} ${agent.agentId}`;
      const registered = isRegistered.get(key) ?? look(key, tenant, agent.agentId);
      beats.set(key, { tenant, agent, atMs: Math.max(atMs, beats.get(key)?.atMs ?? 0), registered });
      return registered;
    },
    flush() {
      for (const { tenant, agent, atMs, registered } of beats.values()) {
        if (registered) beat.run(atMs, tenant, agent.agentId);
        else describe.run(tenant, agent.agentId, agent.hostname, agent.provider, agent.region, atMs);
      }
      beats.clear();
    },
    forget() {
      isRegistered.clear();
      beats.clear();
    },
  };
}
