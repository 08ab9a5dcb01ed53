import { createHash } from 'node:crypto';
import type { ProviderId } from '@openfinops/core';

/** All that tells one agent from another. */
export interface AgentIdentity {
  readonly provider: ProviderId;
  /** The caller's own account, tenant or project; null on owned hardware, and before credentials work. */
  readonly accountId: string | null;
  /** The platform's machine id; it is only ever hashed. */
  readonly machineId: string;
  /** The values of --region, --subscription or --project. */
  readonly selection: readonly string[];
  readonly shard?: { readonly index: number; readonly count: number };
}

/**
 * `<provider>-<account or hashed machine>-<hash of what was selected>`: the same agent makes the same id again, so that a lost state
 * directory does not make a new agent.
 */
export function makeAgentId(identity: AgentIdentity): string {
  const { provider, accountId, machineId, selection, shard } = identity;
  const selected = [...selection].sort();
  if (shard !== undefined) selected.push(`shard=${shard.index}/${shard.count}`);
  const selectedHash = createHash('sha256').update(JSON.stringify(selected)).digest('hex').slice(0, 8);
  return `${provider}-${accountId ?? hashMachineId(machineId)}-${selectedHash}`;
}

/** The machine part of ids: 12 hex digits that do not give the machine id away. */
export function hashMachineId(machineId: string): string {
  return createHash('sha256').update(`openfinops:${machineId}`).digest('hex').slice(0, 12);
}
