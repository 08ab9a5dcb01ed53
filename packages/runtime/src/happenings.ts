import type { AgentError, Batch, LogFields, Problem, ScopeId, SpooledBatch } from '@openfinops/core';
import { CLASS_OF_KIND, parseScopeId } from '@openfinops/core';
import type { AgentMetricName } from './agent-metrics.ts';
import type { LineLevel } from './log/levels.ts';
import type { ClockEvents } from './server/clock-offset-poster.ts';
import type { CycleEvents, ShippingEvents } from './shipper/events-port.ts';

/** What a cycle found wrong. */
export interface ProblemEvents {
  /** A part of a scope is wrong, the rest whole. */
  problemSeen(at: { readonly problem: Problem }): void;
  /** A scope could not be read to its end. */
  scopeFailed(at: { readonly scope: ScopeId; readonly problem: Problem }): void;
  /** A cycle came to its end. `problem`: the first that listing met; null: none. */
  scopesSeen(at: { readonly complete: number; readonly failed: number; readonly problem: Problem | null }): void;
}

/** Everything countable that happens in an agent: each function writes the log line and moves the metrics together. */
export type AgentEvents = CycleEvents & ShippingEvents & ProblemEvents & ClockEvents;

/** How far one metric moves: counters by `by` (default 1), gauges to `to`. */
export type Move = { readonly name: AgentMetricName; readonly by?: number; readonly to?: number; readonly labels?: Readonly<Record<string, string>> };

/** What one event writes and counts. */
export interface Happening<At> {
  readonly level: LineLevel;
  readonly message: string;
  readonly fields: (at: At) => LogFields;
  readonly moves: (at: At, nowMs: number) => readonly Move[];
  /** What may happen with every batch: one line, then at most one in so long, which says how many were left out. */
  readonly lineEveryMs?: number;
  /** Its line stands at `level` when the last of this group was another event, else at `debug`. */
  readonly changeOf?: string;
}

type Happenings = { readonly [Name in keyof AgentEvents]: Happening<Parameters<AgentEvents[Name]>[0]> };

const nothing = (): LogFields => ({});

const FIVE_MINUTES_MS = 300_000;

/** `info` is one line a cycle, start and stop; what happens per batch is `debug`; trouble is said when it begins and every five minutes. */
export const HAPPENINGS: Happenings = {
  cycleStarted: { level: 'debug', message: 'cycle started', fields: nothing, moves: () => [] },
  cycleFinished: {
    level: 'info',
    message: 'cycle finished',
    fields: ({ elapsedMs, batches, records }) => ({ elapsedMs: Math.round(elapsedMs), batches, records }),
    moves: ({ elapsedMs }, nowMs) => [
      cycleEnded('finished'),
      ...cycleTook(elapsedMs),
      { name: 'openfinops_agent_last_cycle_timestamp_seconds', to: nowMs / 1000 },
    ],
  },
  cycleFailed: {
    level: 'error',
    message: 'cycle failed',
    fields: ({ elapsedMs, error }) => ({ elapsedMs: Math.round(elapsedMs), error }),
    moves: ({ elapsedMs }) => [cycleEnded('failed'), ...cycleTook(elapsedMs)],
  },
  cycleStopped: {
    level: 'warn',
    message: 'cycle stopped before its end',
    fields: ({ elapsedMs }) => ({ elapsedMs: Math.round(elapsedMs) }),
    moves: () => [cycleEnded('stopped')],
  },
  cycleSkipped: {
    level: 'warn',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'cycle skipped: the one before is still running',
    fields: () => ({ code: 'CYCLE_SKIPPED' }),
    moves: () => [cycleEnded('skipped')],
  },
  problemSeen: {
    level: 'warn',
    message: 'problem seen',
    fields: ({ problem }) => ({ ...problem }),
    moves: ({ problem }) => [{ name: 'openfinops_agent_problems_total', labels: { stage: problem.stage, code: problem.code } }],
  },
  scopeFailed: {
    level: 'warn',
    message: 'scope failed',
    fields: ({ scope, problem }) => ({ ...problem, scope }),
    moves: ({ scope, problem }) => [
      { name: 'openfinops_agent_problems_total', labels: { stage: problem.stage, code: problem.code } },
      { name: 'openfinops_agent_scope_failures_total', labels: { ...serviceOf(scope), code: problem.code } },
    ],
  },
  scopesSeen: {
    level: 'debug',
    message: 'scopes seen',
    fields: ({ complete, failed }) => ({ complete, failed }),
    moves: ({ complete, failed }) => [
      { name: 'openfinops_agent_scopes', to: complete, labels: { health: 'complete' } },
      { name: 'openfinops_agent_scopes', to: failed, labels: { health: 'failed' } },
    ],
  },
  batchSpooled: {
    level: 'debug',
    message: 'batch spooled',
    fields: ({ batch, safety }) => ({ ...nameOf(batch), safety }),
    moves: ({ batch }) => [{ name: 'openfinops_agent_spooled_batches_total', labels: kindOf(batch) }],
  },
  batchDelivered: {
    level: 'debug',
    message: 'batch delivered',
    fields: ({ batch, attempts, elapsedMs }) => ({ ...nameOf(batch), attempts, elapsedMs: Math.round(elapsedMs) }),
    moves: ({ batch, elapsedMs }, nowMs) => [
      { name: 'openfinops_agent_delivered_batches_total', labels: kindOf(batch) },
      { name: 'openfinops_agent_delivered_records_total', by: batch.records, labels: kindOf(batch) },
      { name: 'openfinops_agent_delivered_bytes_total', by: Buffer.byteLength(batch.json), labels: kindOf(batch) },
      { name: 'openfinops_agent_delivery_seconds_total', by: elapsedMs / 1000 },
      { name: 'openfinops_agent_last_delivery_timestamp_seconds', to: nowMs / 1000 },
      { name: 'openfinops_agent_server_up', to: 1 },
    ],
  },
  batchRetried: {
    level: 'debug',
    message: 'batch not delivered, tried again later',
    fields: ({ batch, failures, waitMs, error }) => ({ ...nameOf(batch), failures, waitMs, error }),
    moves: ({ error }) => [{ name: 'openfinops_agent_retries_total', labels: { code: codeOf(error) } }],
  },
  batchSplit: {
    level: 'warn',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'batch sent in parts',
    fields: ({ batch, parts, reason, error }) => ({ ...nameOf(batch), parts, reason, error }),
    moves: ({ batch, reason }) => [{ name: 'openfinops_agent_split_batches_total', labels: { ...kindOf(batch), reason } }],
  },
  batchRefused: {
    level: 'error',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'batch refused by the server, kept as a dead letter',
    fields: ({ batch, error }) => ({ ...nameOf(batch), error }),
    moves: ({ batch }) => [{ name: 'openfinops_agent_refused_batches_total', labels: kindOf(batch) }],
  },
  batchDropped: {
    level: 'warn',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'batch dropped',
    fields: ({ batch, reason }) => ({ code: 'DATA_DROPPED', ...nameOf(batch), reason }),
    moves: ({ batch, reason }) => [
      { name: 'openfinops_agent_dropped_batches_total', labels: { ...classOf(batch), reason } },
      { name: 'openfinops_agent_dropped_records_total', by: batch.records, labels: { ...classOf(batch), reason } },
    ],
  },
  batchCorrupt: {
    level: 'error',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'a file of the spool cannot be read, set aside',
    fields: ({ batch, error }) => ({ code: 'DATA_DROPPED', ...nameOf(batch), error }),
    moves: ({ batch }) => [{ name: 'openfinops_agent_corrupt_batches_total', labels: kindOf(batch) }],
  },
  spoolDegraded: {
    level: 'error',
    message: 'the spool cannot keep data safe; it is held in memory',
    fields: ({ error }) => ({ code: 'SPOOL_UNWRITABLE', error }),
    moves: () => [{ name: 'openfinops_agent_spool_degraded', to: 1 }],
  },
  spoolRecovered: {
    level: 'info',
    message: 'the spool keeps data safe again',
    fields: nothing,
    moves: () => [{ name: 'openfinops_agent_spool_degraded', to: 0 }],
  },
  recordsRejected: {
    level: 'warn',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'records rejected by the server',
    fields: ({ batch, rejected }) => ({ code: 'RECORD_INVALID', ...nameOf(batch), count: rejected.length, rejected: rejected.slice(0, 5) }),
    moves: ({ batch, rejected }) => [{ name: 'openfinops_agent_rejected_records_total', by: rejected.length, labels: kindOf(batch) }],
  },
  serverDown: {
    level: 'warn',
    message: 'the server does not take data; it waits here',
    fields: ({ error }) => ({ error }),
    moves: () => [{ name: 'openfinops_agent_server_outages_total' }, { name: 'openfinops_agent_server_up', to: 0 }],
  },
  serverStillDown: {
    level: 'warn',
    message: 'the server still does not take data',
    fields: ({ error, downMs, failures }) => ({ downMs, failures, error }),
    moves: () => [],
  },
  serverUp: {
    level: 'info',
    message: 'the server takes data again',
    fields: ({ downMs }) => ({ downMs }),
    moves: () => [{ name: 'openfinops_agent_server_up', to: 1 }],
  },
  serverWarned: {
    level: 'warn',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'the server warned',
    fields: ({ warnings }) => ({ warnings }),
    moves: ({ warnings }) => [{ name: 'openfinops_agent_server_warnings_total', by: warnings.length }],
  },
  heartbeatSent: {
    level: 'info',
    changeOf: 'registration',
    message: 'registered with the server',
    fields: nothing,
    moves: () => [{ name: 'openfinops_agent_heartbeats_total', labels: { result: 'ok' } }],
  },
  heartbeatFailed: {
    level: 'warn',
    changeOf: 'registration',
    message: 'not registered with the server',
    fields: ({ error }) => ({ error }),
    moves: () => [{ name: 'openfinops_agent_heartbeats_total', labels: { result: 'failed' } }],
  },
  clockCompared: {
    level: 'debug',
    message: 'clock compared with the server’s',
    fields: ({ offsetMs }) => ({ offsetMs }),
    moves: ({ offsetMs }) => [{ name: 'openfinops_agent_clock_offset_seconds', to: offsetMs / 1000 }],
  },
  clockOff: {
    level: 'warn',
    message: 'this clock and the server’s differ',
    fields: ({ offsetMs, error }) => ({ offsetMs, error }),
    moves: () => [],
  },
  clockRight: { level: 'info', message: 'this clock and the server’s agree again', fields: nothing, moves: () => [] },
  ledgerUnsaved: {
    level: 'error',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'a ledger could not be saved, tried again with the next one',
    fields: ({ scope, error }) => ({ scope, error }),
    moves: () => [{ name: 'openfinops_agent_unsaved_ledgers_total' }],
  },
  shippingFailed: {
    level: 'error',
    lineEveryMs: FIVE_MINUTES_MS,
    message: 'shipping failed, goes on after a pause',
    fields: ({ error }) => ({ error }),
    moves: () => [{ name: 'openfinops_agent_shipping_failures_total' }],
  },
};

function cycleEnded(result: string): Move {
  return { name: 'openfinops_agent_cycles_total', labels: { result } };
}

function cycleTook(elapsedMs: number): Move[] {
  return [
    { name: 'openfinops_agent_cycle_seconds', to: elapsedMs / 1000 },
    { name: 'openfinops_agent_cycle_time_seconds_total', by: elapsedMs / 1000 },
  ];
}

function nameOf(batch: SpooledBatch): LogFields {
  return { batchId: batch.id, kind: batch.kind, records: batch.records };
}

function kindOf(batch: Pick<Batch, 'kind'>): { kind: string } {
  return { kind: batch.kind };
}

function classOf({ kind }: Pick<Batch, 'kind'>): { class: string; kind: string } {
  return { class: CLASS_OF_KIND[kind], kind };
}

function codeOf(error: Error): string {
  return String((error as Partial<AgentError>).code ?? 'unknown');
}

/** Low in number, unlike accounts. */
function serviceOf(scope: ScopeId): { provider: string; service: string } {
  const parts = parseScopeId(scope);
  return { provider: parts?.provider ?? 'unknown', service: parts?.service ?? 'unknown' };
}
