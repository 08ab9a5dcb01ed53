import { DEFAULT_TENANT, WireRegistration } from '@openfinops/core';
import type { Handler } from 'hono';
import { toFault } from '../intake/fault.ts';
import { findUnfit } from '../intake/find-unfit.ts';
import type { HubContext } from './context.ts';
import { readJsonBody } from './read-json-body.ts';
import { type Refusal, toResponse } from './refusal.ts';

/** What agents may use beyond the reference contract. */
const CAPABILITIES = { encodings: ['gzip'], max_body_bytes: 1_048_576, idempotency: true };
const MAX_CONFIG_CHARS = 65_536;

/** `POST /api/v1/agents/register`; also the heartbeat. */
export function register({ store, clock }: HubContext): Handler {
  return async (c) => {
    const body = await readJsonBody(c.req.raw);
    if ('refusal' in body) return toResponse(body.refusal);
    const parsed = WireRegistration.safeParse(body.value);
    if (!parsed.success) return toResponse(refuse(toFault(parsed.error)));
    const { agent_id: agentId, hostname, cloud_provider: provider, region } = parsed.data;
    const unfit = findUnfit(body.value);
    if (unfit !== undefined) return toResponse(refuse(unfit));
    const configJson = JSON.stringify((body.value as { config?: object }).config ?? {});
    if (configJson.length > MAX_CONFIG_CHARS) return toResponse(refuse({ field: 'config', reason: `is longer than ${MAX_CONFIG_CHARS} characters` }));
    await store.register(DEFAULT_TENANT, { agentId, hostname, provider, region, configJson }, clock.nowMs());
    return c.json({ status: 'success', message: 'Agent registered', capabilities: CAPABILITIES });
  };
}

function refuse(fault: NonNullable<Refusal['fault']>): Refusal {
  return { status: 400, error: 'Missing required fields', fault: { ...fault, field: fault.field === '' ? 'body' : fault.field } };
}
