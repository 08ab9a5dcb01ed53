import { AgentError, messageOf } from '@openfinops/core';
import type { AgentEvents } from '../happenings.ts';

/** What keeps an agent from doing its work now (docs/monitoring.md; a test compares both). */
export const REASON_NAMES = [
  'not-registered',
  'server-unreachable',
  'credentials',
  'cycle-failed',
  'cycle-late',
  'spool-unwritable',
  'state-unwritable',
  'clock',
] as const;
export type ReasonName = (typeof REASON_NAMES)[number];

export interface ReadyReason {
  readonly reason: ReasonName;
  /** An error code of ours; null: what failed was foreign. */
  readonly code: string | null;
  readonly message: string;
  /** Epoch ms. */
  readonly sinceMs: number;
}

/** Whether an agent does its work, as its events tell. */
export interface Health {
  readonly observer: Partial<AgentEvents>;
  /** Empty: it is ready. Oldest first. */
  reasons(): readonly ReadyReason[];
}

/** So many ticks in a row that met a running cycle: it hangs, or its interval is too short for it. */
const LATE_AFTER_SKIPS = 2;
/** This program is younger: a clock before it is wrong. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

export function createHealth(clock: { readonly nowMs: () => number }): Health {
  const current = new Map<ReasonName, ReadyReason>();
  let skips = 0;
  let warnedOfClock = false;

  const begin = (reason: ReasonName, code: string | null, message: string): void => {
    const sinceMs = current.get(reason)?.sinceMs ?? clock.nowMs();
    current.set(reason, { reason, code, message, sinceMs });
  };
  const beginWith = (reason: ReasonName, error: unknown): void => {
    begin(reason, error instanceof AgentError ? error.code : null, messageOf(error));
  };
  const end = (...reasons: ReasonName[]): void => {
    for (const reason of reasons) current.delete(reason);
  };
  const onTime = (): void => {
    skips = 0;
    end('cycle-late');
  };
  begin('not-registered', null, 'the server has not confirmed a registration yet');

  return {
    observer: {
      heartbeatSent: () => end('not-registered'),
      heartbeatFailed: ({ error }) => beginWith('not-registered', error),
      serverDown: ({ error }) => beginWith('server-unreachable', error),
      serverStillDown: ({ error }) => beginWith('server-unreachable', error),
      serverUp: () => end('server-unreachable'),
      serverWarned({ warnings }) {
        const said = warnings.find((warning) => warning.startsWith('CLOCK_'));
        if (said === undefined) return;
        warnedOfClock = true;
        begin('clock', 'CLOCK_AHEAD', `the server says: ${said}`);
      },
      batchDelivered() {
        if (!warnedOfClock) end('clock');
        warnedOfClock = false;
      },
      spoolDegraded: ({ error }) => beginWith('spool-unwritable', error),
      spoolRecovered: () => end('spool-unwritable'),
      ledgerUnsaved: ({ error }) => beginWith('state-unwritable', error),
      cycleStarted: () => end('state-unwritable'),
      cycleFinished: onTime,
      cycleStopped: onTime,
      cycleSkipped() {
        skips += 1;
        if (skips >= LATE_AFTER_SKIPS) begin('cycle-late', 'CYCLE_SKIPPED', 'a cycle has been running for more than two intervals');
      },
      cycleFailed({ error }) {
        onTime();
        beginWith(reasonOf(error), error);
      },
      scopesSeen({ complete, failed, problem }) {
        end('cycle-failed', 'credentials');
        if (complete > 0 || problem === null) return;
        begin(reasonOf(problem), problem.code, `none of ${failed} scopes could be read: ${problem.message}`);
      },
    },
    reasons() {
      const all = [...current.values()];
      const nowMs = clock.nowMs();
      if (nowMs < EARLIEST_MS) all.push({ reason: 'clock', code: 'CLOCK_WRONG', message: 'this clock is before 2026', sinceMs: nowMs });
      return all.sort((a, b) => a.sinceMs - b.sinceMs);
    },
  };
}

function reasonOf(error: unknown): 'credentials' | 'cycle-failed' {
  const code = String((error as { readonly code?: unknown } | null)?.code);
  return code === 'AUTH_DENIED' || code === 'AUTH_MISSING' ? 'credentials' : 'cycle-failed';
}
