import { BATCH_SCHEMA, type ProviderId, type ScopeId, type WireRegistration } from '@openfinops/core';

/** Who registers, and how it is set up. */
export interface Registrant {
  readonly agentId: string;
  readonly hostname: string;
  readonly provider: ProviderId;
  /** The one region, else `global`. */
  readonly region: string;
  readonly agentVersion: string;
  readonly intervalMs: number;
  readonly scopes: readonly ScopeId[];
}

/** The body of a registration: the same for the same registrant, whatever the order of its scopes. */
export function toRegistration(registrant: Registrant): WireRegistration {
  const { agentId, hostname, provider, region, agentVersion, intervalMs, scopes } = registrant;
  const config = { agent_version: agentVersion, schema: BATCH_SCHEMA, interval_s: intervalMs / 1000, scopes: [...scopes].sort() };
  return { agent_id: agentId, hostname, cloud_provider: provider, region, config };
}
