import { DEFAULT_TENANT, HOUR_MS, type RecentBody } from '@openfinops/core';
import type { Handler } from 'hono';
import { type HubContext, toSqlTime } from './context.ts';
import { toResponse } from './refusal.ts';

/** WIRE.md: at most 1,000 bodies and 8 MiB. */
const LIMITS = { rows: 1000, bytes: 8 * 1024 * 1024 };
const DEFAULT_HOURS = 24;

/** `GET /api/v1/telemetry/recent?hours=`: the bodies as they came, newest first. */
export function recent({ store, clock }: HubContext): Handler {
  return async (c) => {
    const asked = c.req.query('hours') ?? String(DEFAULT_HOURS);
    if (!/^\d{1,6}$/.test(asked)) {
      return toResponse({ status: 400, error: 'Invalid query', fault: { field: 'hours', reason: 'is not a whole number of hours' } });
    }
    const hours = Number(asked);
    const { bodies, truncated } = await store.recent(DEFAULT_TENANT, clock.nowMs() - hours * HOUR_MS, LIMITS);
    const end = `"count":${bodies.length},"hours":${hours},"truncated":${truncated}}`;
    return c.body(`{"telemetry":[${bodies.map(toJson).join(',')}],${end}`, 200, { 'Content-Type': 'application/json' });
  };
}

/** Joined as text: what came in as JSON goes out as it came. */
function toJson(body: RecentBody): string {
  const head = JSON.stringify({
    id: body.id,
    timestamp: body.timestampMs / 1000,
    agent_id: body.agentId,
    hostname: body.hostname,
    cloud_provider: body.provider,
    region: body.region,
  });
  const created = JSON.stringify(toSqlTime(body.createdMs));
  return `${head.slice(0, -1)},"metrics":${body.metricsJson},"events":${body.eventsJson},"traces":${body.tracesJson},"created_at":${created}}`;
}
