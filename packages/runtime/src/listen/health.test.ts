import { AgentError, type Problem } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { toClockError } from '../server/clock-offset-poster.ts';
import { makeBatch } from '../shipper/fakes.ts';
import { createHealth, type Health } from './health.ts';

const START_MS = Date.UTC(2026, 10, 21, 12);
const unreachable = new AgentError('SERVER_UNREACHABLE', 'nothing listens there', { hint: 'Start it.' });
const ahead = { offsetMs: -3_600_000, error: toClockError(-3_600_000) };
const denied: Problem = { stage: 'discover', code: 'AUTH_DENIED', scope: 'aws/1/us-west-2/ec2', message: 'refused ec2:DescribeInstances' };
const delivered = { batch: makeBatch({ id: 'b' }), attempts: 1, elapsedMs: 1 };

function start() {
  const time = { ms: START_MS };
  const health = createHealth({ nowMs: () => time.ms });
  return { time, health, on: health.observer };
}

/** Registered, with nothing else against it. */
function startReady() {
  const started = start();
  started.on.heartbeatSent?.();
  return started;
}

const namesOf = (health: Health) => health.reasons().map(({ reason }) => reason);

describe('createHealth', () => {
  it('is not ready before the server confirmed a registration', () => {
    const { health, on } = start();

    const before = namesOf(health);
    on.heartbeatSent?.();

    expect(before).toEqual(['not-registered']);
    expect(namesOf(health)).toEqual([]);
  });

  const outages: {
    name: string;
    begin: (on: Health['observer']) => void;
    end: (on: Health['observer']) => void;
    reason: string;
    code: string | null;
  }[] = [
    {
      name: 'a heartbeat that failed',
      begin: (on) => on.heartbeatFailed?.({ error: unreachable }),
      end: (on) => on.heartbeatSent?.(),
      reason: 'not-registered',
      code: 'SERVER_UNREACHABLE',
    },
    {
      name: 'an outage of the server',
      begin: (on) => on.serverDown?.({ error: unreachable }),
      end: (on) => on.serverUp?.({ downMs: 5 }),
      reason: 'server-unreachable',
      code: 'SERVER_UNREACHABLE',
    },
    {
      name: 'a spool that keeps nothing safe',
      begin: (on) => on.spoolDegraded?.({ error: new AgentError('SPOOL_UNWRITABLE', 'the disk is full') }),
      end: (on) => on.spoolRecovered?.(),
      reason: 'spool-unwritable',
      code: 'SPOOL_UNWRITABLE',
    },
    {
      name: 'a ledger that could not be saved',
      begin: (on) => on.ledgerUnsaved?.({ scope: 's', error: new AgentError('STATE_UNWRITABLE', 'the disk is full') }),
      end: (on) => on.cycleStarted?.(),
      reason: 'state-unwritable',
      code: 'STATE_UNWRITABLE',
    },
    {
      name: 'a cycle that failed with a foreign error',
      begin: (on) => on.cycleFailed?.({ elapsedMs: 1, error: new Error('odd') }),
      end: (on) => on.scopesSeen?.({ complete: 1, failed: 0, problem: null }),
      reason: 'cycle-failed',
      code: null,
    },
    {
      name: 'a cycle without credentials',
      begin: (on) => on.cycleFailed?.({ elapsedMs: 1, error: new AgentError('AUTH_MISSING', 'no credentials') }),
      end: (on) => on.scopesSeen?.({ complete: 1, failed: 2, problem: denied }),
      reason: 'credentials',
      code: 'AUTH_MISSING',
    },
    {
      name: 'a cycle that was allowed to read nothing',
      begin: (on) => on.scopesSeen?.({ complete: 0, failed: 3, problem: denied }),
      end: (on) => on.scopesSeen?.({ complete: 3, failed: 0, problem: null }),
      reason: 'credentials',
      code: 'AUTH_DENIED',
    },
    {
      name: 'a clock that the server finds ahead',
      begin: (on) => on.serverWarned?.({ warnings: ['CLOCK_AHEAD'] }),
      end(on) {
        on.batchDelivered?.(delivered);
        on.batchDelivered?.(delivered);
      },
      reason: 'clock',
      code: 'CLOCK_AHEAD',
    },
    {
      name: 'a clock that is not the server’s',
      begin: (on) => on.clockOff?.(ahead),
      end: (on) => on.clockRight?.(),
      reason: 'clock',
      code: 'CLOCK_AHEAD',
    },
  ];

  it.each(outages)('is unready for $name until it is over', ({ begin, end, reason, code }) => {
    const { health, on } = startReady();

    begin(on);
    const during = health.reasons();
    end(on);

    expect(during).toMatchObject([{ reason, code, sinceMs: START_MS }]);
    expect(namesOf(health)).toEqual([]);
  });

  it('says since when, not when it was last said, and what was said last', () => {
    const { time, health, on } = startReady();

    on.serverDown?.({ error: new Error('first') });
    time.ms += 300_000;
    on.serverStillDown?.({ error: new Error('last'), downMs: 300_000, failures: 9 });

    expect(health.reasons()).toEqual([{ reason: 'server-unreachable', code: null, message: 'last', hint: null, sinceMs: START_MS }]);
  });

  it('says what to do next', () => {
    const { health, on } = startReady();

    on.serverDown?.({ error: unreachable });
    on.clockOff?.(ahead);
    on.scopesSeen?.({ complete: 0, failed: 1, problem: { ...denied, hint: 'Grant it.' } });

    expect(health.reasons().map(({ hint }) => hint)).toEqual(['Start it.', expect.stringContaining('NTP'), 'Grant it.']);
  });

  it('keeps to what it found of the clock, whatever the server says of it', () => {
    const { health, on } = startReady();

    on.clockOff?.(ahead);
    on.serverWarned?.({ warnings: ['CLOCK_AHEAD'] });
    on.batchDelivered?.(delivered);
    on.batchDelivered?.(delivered);

    expect(health.reasons()).toMatchObject([{ reason: 'clock', message: "this clock is 60 min ahead of the server's" }]);
  });

  it('tells a clock that was never set once, however it was found', () => {
    const health = createHealth({ nowMs: () => 0 });

    health.observer.heartbeatSent?.();
    health.observer.clockOff?.({ offsetMs: START_MS, error: toClockError(START_MS) });

    expect(health.reasons()).toMatchObject([{ reason: 'clock', code: 'CLOCK_BEHIND' }]);
  });

  it('is late after two ticks that met a running cycle, and on time when one ends', () => {
    const { health, on } = startReady();

    on.cycleSkipped?.();
    const afterOne = namesOf(health);
    on.cycleSkipped?.();
    const afterTwo = namesOf(health);
    on.cycleFinished?.({ elapsedMs: 1, batches: 1, records: 1 });

    expect({ afterOne, afterTwo }).toEqual({ afterOne: [], afterTwo: ['cycle-late'] });
    expect(namesOf(health)).toEqual([]);
  });

  it('is ready while some scopes fail: the others are whole', () => {
    const { health, on } = startReady();

    on.scopesSeen?.({ complete: 2, failed: 1, problem: denied });

    expect(namesOf(health)).toEqual([]);
  });

  it('takes warnings that are not about the clock for none of its trouble', () => {
    const { health, on } = startReady();

    on.serverWarned?.({ warnings: ['NEW_VERSION'] });

    expect(namesOf(health)).toEqual([]);
  });

  it('tells a clock that was never set', () => {
    const health = createHealth({ nowMs: () => 0 });

    health.observer.heartbeatSent?.();

    expect(health.reasons()).toMatchObject([{ reason: 'clock', code: 'CLOCK_WRONG' }]);
  });
});
