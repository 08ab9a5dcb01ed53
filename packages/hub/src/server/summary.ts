import { DEFAULT_TENANT, HOUR_MS } from '@openfinops/core';
import type { Handler } from 'hono';
import { type HubContext, healthOf } from './context.ts';

/** `GET /api/v1/metrics/summary`. As at the reference server, an agent that is not healthy counts as offline. */
export function summary({ store, clock }: HubContext): Handler {
  return async (c) => {
    const nowMs = clock.nowMs();
    const known = await store.agents(DEFAULT_TENANT);
    const { bodies, events } = await store.activity(DEFAULT_TENANT, nowMs - HOUR_MS);
    const healthy = known.filter((agent) => healthOf(agent.heartbeatMs, nowMs) === 'healthy').length;
    return c.json({
      total_agents: known.length,
      healthy_agents: healthy,
      offline_agents: known.length - healthy,
      total_events_last_hour: events,
      average_events_per_agent: events / Math.max(known.length, 1),
      data_points: bodies,
      timestamp: nowMs / 1000,
    });
  };
}
