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
    moves: { 'cycles_total{result=finished}': 1, cycle_seconds: 1.5, cycle_time_seconds_total: 1.5, last_cycle_timestamp_seconds: 1_795_244_400.5 },
  },
  {
    name: 'cycleFailed',
    happen: (on) => on.cycleFailed({ elapsedMs: 500, error }),
    level: 'error',
    moves: { 'cycles_total{result=failed}': 1, cycle_seconds: 0.5, cycle_time_seconds_total: 0.5 },
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
  {
    name: 'scopesSeen',
    happen: (on) => on.scopesSeen({ complete: 3, failed: 1, problem }),
    level: 'debug',
    moves: { 'scopes{health=complete}': 3, 'scopes{health=failed}': 1 },
  },
  {
    name: 'batchSpooled',
    happen: (on) => on.batchSpooled({ batch, safety: 'durable' }),
    level: 'debug',
    moves: { 'spooled_batches_total{kind=cost}': 1 },
  },
  {
    name: 'batchDelivered',
    happen: (on) => on.batchDelivered({ batch, attempts: 2, elapsedMs: 250 }),
    level: 'debug',
    moves: {
      'delivered_batches_total{kind=cost}': 1,
      'delivered_records_total{kind=cost}': 3,
      'delivered_bytes_total{kind=cost}': 8,
      delivery_seconds_total: 0.25,
      last_delivery_timestamp_seconds: 1_795_244_400.5,
      server_up: 1,
    },
  },
  {
    name: 'batchRetried',
    happen: (on) => on.batchRetried({ batch, failures: 1, waitMs: 10, error }),
    level: 'debug',
    moves: { 'retries_total{code=SERVER_UNREACHABLE}': 1 },
  },
  {
    name: 'batchSplit',
    happen: (on) => on.batchSplit({ batch, parts: 2, reason: 'too-large', error }),
    level: 'warn',
    moves: { 'split_batches_total{kind=cost,reason=too-large}': 1 },
  },
  { name: 'batchRefused', happen: (on) => on.batchRefused({ batch, error }), level: 'error', moves: { 'refused_batches_total{kind=cost}': 1 } },
  {
    name: 'batchDropped',
    happen: (on) => on.batchDropped({ batch, reason: 'expired' }),
    level: 'warn',
    moves: { 'dropped_batches_total{class=P0,kind=cost,reason=expired}': 1, 'dropped_records_total{class=P0,kind=cost,reason=expired}': 3 },
  },
  {
    name: 'batchCorrupt',
    happen: (on) => on.batchCorrupt({ batch, error }),
    level: 'error',
    moves: { 'corrupt_batches_total{kind=cost}': 1 },
  },
  { name: 'spoolDegraded', happen: (on) => on.spoolDegraded({ error }), level: 'error', moves: { spool_degraded: 1 } },
  { name: 'spoolRecovered', happen: (on) => on.spoolRecovered(), level: 'info', moves: { spool_degraded: 0 } },
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
  { name: 'heartbeatSent', happen: (on) => on.heartbeatSent(), level: 'info', moves: { 'heartbeats_total{result=ok}': 1 } },
  { name: 'heartbeatFailed', happen: (on) => on.heartbeatFailed({ error }), level: 'warn', moves: { 'heartbeats_total{result=failed}': 1 } },
  { name: 'clockCompared', happen: (on) => on.clockCompared({ offsetMs: -3500 }), level: 'debug', moves: { clock_offset_seconds: -3.5 } },
  { name: 'clockOff', happen: (on) => on.clockOff({ offsetMs: 60_000, error }), level: 'warn', moves: {} },
  { name: 'clockRight', happen: (on) => on.clockRight(), level: 'info', moves: {} },
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

describe('the log of a long outage', () => {
  it('says once that it is registered, and again when that changed', () => {
    events.heartbeatSent();
    events.heartbeatSent();
    events.heartbeatFailed({ error });
    events.heartbeatFailed({ error });
    events.heartbeatSent();

    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'debug', 'warn', 'debug', 'info']);
  });

  it('says what happens with every batch when it begins and every five minutes, and how many it left out', () => {
    const time = { ms: 0 };
    const patient = createEvents({ log, metrics, clock: { nowMs: () => time.ms } });

    for (time.ms = 0; time.ms <= 600_000; time.ms += 60_000) patient.batchDropped({ batch, reason: 'spool-full' });

    expect(log.lines.map(({ fields }) => fields.suppressed)).toEqual([undefined, 4, 4]);
    expect(metrics.values.get('openfinops_agent_dropped_batches_total{class=P0,kind=cost,reason=spool-full}')).toBe(11);
  });

  it('is not silenced by a clock that is set back', () => {
    const time = { ms: 86_400_000 };
    const patient = createEvents({ log, metrics, clock: { nowMs: () => time.ms } });

    patient.batchDropped({ batch, reason: 'spool-full' });
    time.ms = 0;
    patient.batchDropped({ batch, reason: 'spool-full' });

    expect(log.lines).toHaveLength(2);
  });
});

it('is heard by observers after it was written', () => {
  const heard: unknown[] = [];
  const observed = createEvents({
    log,
    metrics,
    clock: { nowMs: () => 0 },
    observers: [{ serverUp: (at) => heard.push({ at, lines: log.lines.length }) }, {}],
  });

  observed.serverUp({ downMs: 5 });
  observed.heartbeatSent();

  expect(heard).toEqual([{ at: { downMs: 5 }, lines: 1 }]);
});

it.each(Object.entries(AGENT_METRICS).map(([name, metric]) => ({ name, ...metric })))('$name is named as a $type', ({ name, type, help }) => {
  expect(name).toMatch(/^openfinops_agent_[a-z_]+$/);
  expect(name.endsWith('_total')).toBe(type === 'counter');
  expect(help).not.toBe('');
});
