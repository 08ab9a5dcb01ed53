import type { Clock, Log, Store } from '@openfinops/core';
import type { Changes } from './changes.ts';

/** What every call of the hub works with. */
export interface HubContext {
  readonly store: Store;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
  readonly changes: Changes;
  readonly version: string;
  readonly startedMs: number;
}

/** WIRE.md: by the time since the last heartbeat. */
export type AgentHealth = 'healthy' | 'warning' | 'offline';

const HEALTHY_MS = 300_000;
const WARNING_MS = 900_000;

export function healthOf(heartbeatMs: number, nowMs: number): AgentHealth {
  const silentMs = nowMs - heartbeatMs;
  if (silentMs < HEALTHY_MS) return 'healthy';
  return silentMs < WARNING_MS ? 'warning' : 'offline';
}

/** `2026-11-21 08:00:00`, UTC, as the reference server writes it. */
export function toSqlTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}
