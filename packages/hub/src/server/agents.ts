import { DEFAULT_TENANT } from '@openfinops/core';
import type { Handler } from 'hono';
import { type HubContext, healthOf, toSqlTime } from './context.ts';

/** `GET /api/v1/agents`, newest heartbeat first. */
export function agents({ store, clock }: HubContext): Handler {
  return async (c) => {
    const known = await store.agents(DEFAULT_TENANT);
    const nowMs = clock.nowMs();
    const listed = known.map((agent) => ({
      agent_id: agent.agentId,
      hostname: agent.hostname,
      cloud_provider: agent.provider,
      region: agent.region,
      last_heartbeat: agent.heartbeatMs / 1000,
      status: healthOf(agent.heartbeatMs, nowMs),
      config: JSON.parse(agent.configJson) as unknown,
      registered_at: agent.registeredMs === null ? null : toSqlTime(agent.registeredMs),
    }));
    return c.json({ agents: listed });
  };
}
