import type { Batch } from '@openfinops/core';
import { AgentError } from '@openfinops/core';
import { createFakeLog, createFakeMetrics, type FakeLog, type FakeMetrics } from '@openfinops/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AGENT_METRICS } from './agent-metrics.ts';
import { type AgentEvents, createEvents } from './events.ts';

const batch: Batch = { id: 'b-1', kind: 'cost', cycleId: 'c-1', part: 1, expiresMs: null, records: 3, json: '{"é":1}' };
const error = new AgentError('SERVER_UNREACHABLE', 'no answer');
const problem = { stage: 'discover', code: 'AUTH_DENIED', scope: 'aws/1/us-west-2/ec2', message: 'refused' } as const;

let log: FakeLog;
let metrics: FakeMetrics;
let events: AgentEvents;
beforeEach(() => {
  log = createFakeLog();
  metrics = createFakeMetrics();
  events = createEvents({ log, metrics, clock: { nowMs: () => 1_795_244_400_500 } });
});

/** Each event once, with the level of its line and the metrics it moves. */
const HAPPENINGS: { name: keyof AgentEvents; happen: (events: AgentEvents) => void; level: string; moves: Record<string, number> }[] = [
  { name: 'cycleStarted', happen: (on) => on.cycleStarted(), level: 'debug', moves: {} },
  {
    name: 'cycleFinished',
    happen: (on) => on.cycleFinished({ elapsedMs: 1500, batches: 2, records: 40 }),
    level: 'info',
    moves: { 'cycles_total{result=finished}': 1, cycle_seconds: 1.5, last_cycle_timestamp_seconds: 1_795_244_400.5 },
  },
  {
    name: 'cycleFailed',
    happen: (on) => on.cycleFailed({ elapsedMs: 500, error }),
    level: 'error',
    moves: { 'cycles_total{result=failed}': 1, cycle_seconds: 0.5 },
  },
  { name: 'cycleStopped', happen: (on) => on.cycleStopped({ elapsedMs: 500 }), level: 'warn', moves: { 'cycles_total{result=stopped}': 1 } },
  { name: 'cycleSkipped', happen: (on) => on.cycleSkipped(), level: 'warn', moves: { 'cycles_total{result=skipped}': 1 } },
  {
    name: 'problemSeen',
    happen: (on) => on.problemSeen({ problem }),
    level: 'warn',
    moves: { 'problems_total{code=AUTH_DENIED,stage=discover}': 1 },
  },
  {
    name: 'scopeFailed',
    happen: (on) => on.scopeFailed({ scope: problem.scope, problem }),
    level: 'warn',
    moves: { 'problems_total{code=AUTH_DENIED,stage=discover}': 1, 'scope_failures_total{code=AUTH_DENIED,provider=aws,service=ec2}': 1 },
  },
  { name: 'batchSpooled', happen: (on) => on.batchSpooled({ batch }), level: 'debug', moves: { 'spooled_batches_total{kind=cost}': 1 } },
  {
    name: 'batchDelivered',
    happen: (on) => on.batchDelivered({ batch, attempts: 2, elapsedMs: 250 }),
    level: 'debug',
    moves: {
      'delivered_batches_total{kind=cost}': 1,
      'delivered_records_total{kind=cost}': 3,
      'delivered_bytes_total{kind=cost}': 8,
      delivery_seconds_total: 0.25,
      server_up: 1,
    },
  },
  { name: 'batchRetried', happen: (on) => on.batchRetried({ batch, failures: 1, waitMs: 10, error }), level: 'debug', moves: { retries_total: 1 } },
  { name: 'batchRefused', happen: (on) => on.batchRefused({ batch, error }), level: 'error', moves: { 'refused_batches_total{kind=cost}': 1 } },
  {
    name: 'batchDropped',
    happen: (on) => on.batchDropped({ batch, reason: 'expired' }),
    level: 'warn',
    moves: { 'dropped_batches_total{kind=cost,reason=expired}': 1, 'dropped_records_total{kind=cost,reason=expired}': 3 },
  },
  {
    name: 'recordsRejected',
    happen: (on) => on.recordsRejected({ batch, rejected: [{ list: 'charges', index: 0, field: 'id', reason: 'x' }] }),
    level: 'warn',
    moves: { 'rejected_records_total{kind=cost}': 1 },
  },
  { name: 'serverDown', happen: (on) => on.serverDown({ error }), level: 'warn', moves: { server_outages_total: 1, server_up: 0 } },
  { name: 'serverStillDown', happen: (on) => on.serverStillDown({ error, downMs: 300_000, failures: 9 }), level: 'warn', moves: {} },
  { name: 'serverUp', happen: (on) => on.serverUp({ downMs: 300_000 }), level: 'info', moves: { server_up: 1 } },
  { name: 'serverWarned', happen: (on) => on.serverWarned({ warnings: ['CLOCK_AHEAD', 'X'] }), level: 'warn', moves: { server_warnings_total: 2 } },
  { name: 'heartbeatSent', happen: (on) => on.heartbeatSent(), level: 'debug', moves: { 'heartbeats_total{result=ok}': 1 } },
  { name: 'heartbeatFailed', happen: (on) => on.heartbeatFailed({ error }), level: 'debug', moves: { 'heartbeats_total{result=failed}': 1 } },
  { name: 'ledgerUnsaved', happen: (on) => on.ledgerUnsaved({ scope: 's', error }), level: 'error', moves: { unsaved_ledgers_total: 1 } },
  { name: 'shippingFailed', happen: (on) => on.shippingFailed({ error }), level: 'error', moves: { shipping_failures_total: 1 } },
];

describe('an event', () => {
  it.each(HAPPENINGS)('$name writes one $level line and moves its metrics', ({ happen, level, moves }) => {
    happen(events);

    expect(log.lines.map((line) => line.level)).toEqual([level]);
    expect(Object.fromEntries(metrics.values)).toEqual(
      Object.fromEntries(Object.entries(moves).map(([name, value]) => [`openfinops_agent_${name}`, value])),
    );
  });

  it('is listed above, each', () => {
    const names = HAPPENINGS.map(({ name }) => name);

    expect(names.toSorted()).toEqual(Object.keys(events).sort());
  });

  it('adds up', () => {
    events.batchDelivered({ batch, attempts: 1, elapsedMs: 10 });
    events.batchDelivered({ batch, attempts: 1, elapsedMs: 10 });

    expect(metrics.values.get('openfinops_agent_delivered_records_total{kind=cost}')).toBe(6);
  });

  it('never writes the content of a batch', () => {
    events.batchRefused({ batch, error });

    expect(JSON.stringify(log.lines)).not.toContain('é');
    expect(log.lines[0]?.fields).toMatchObject({ batchId: 'b-1', kind: 'cost', records: 3 });
  });

  it('survives a scope id that is none', () => {
    events.scopeFailed({ scope: 'odd', problem });

    expect(metrics.values.get('openfinops_agent_scope_failures_total{code=AUTH_DENIED,provider=unknown,service=unknown}')).toBe(1);
  });
});

it.each(Object.entries(AGENT_METRICS).map(([name, metric]) => ({ name, ...metric })))('$name is named as a $type', ({ name, type, help }) => {
  expect(name).toMatch(/^openfinops_agent_[a-z_]+$/);
  expect(name.endsWith('_total')).toBe(type === 'counter');
  expect(help).not.toBe('');
});
