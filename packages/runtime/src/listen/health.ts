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
  /** What to do next; null: the message is all there is. */
  readonly hint: string | null;
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
const SET_CLOCK = 'Set this clock by NTP (`timedatectl set-ntp true`).';

export function createHealth(clock: { readonly nowMs: () => number }): Health {
  const current = new Map<ReasonName, ReadyReason>();
  let skips = 0;
  let warnedOfClock = false;
  /** The clock was found wrong by comparing: what the server says of it is no news. */
  let clockIsOff = false;

  const begin = (reason: ReasonName, code: string | null, message: string, hint: string | null = null): void => {
    const sinceMs = current.get(reason)?.sinceMs ?? clock.nowMs();
    current.set(reason, { reason, code, message, hint, sinceMs });
  };
  const beginWith = (reason: ReasonName, error: unknown): void => {
    const { code = null, hint = null } = error instanceof AgentError ? error : {};
    begin(reason, code, messageOf(error), hint);
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
        if (said === undefined || clockIsOff) return;
        warnedOfClock = true;
        begin('clock', 'CLOCK_AHEAD', `the server says: ${said}`, SET_CLOCK);
      },
      batchDelivered() {
        if (!warnedOfClock && !clockIsOff) end('clock');
        warnedOfClock = false;
      },
      clockOff({ error }) {
        clockIsOff = true;
        beginWith('clock', error);
      },
      clockRight() {
        clockIsOff = false;
        end('clock');
      },
      spoolDegraded: ({ error }) => beginWith('spool-unwritable', error),
      spoolRecovered: () => end('spool-unwritable'),
      ledgerUnsaved: ({ error }) => beginWith('state-unwritable', error),
      cycleStarted: () => end('state-unwritable'),
      cycleFinished: onTime,
      cycleStopped: onTime,
      cycleSkipped() {
        skips += 1;
        if (skips >= LATE_AFTER_SKIPS)
          begin(
            'cycle-late',
            'CYCLE_SKIPPED',
            'a cycle has been running for more than two intervals',
            'Give it a longer --interval, or less to look at.',
          );
      },
      cycleFailed({ error }) {
        onTime();
        beginWith(reasonOf(error), error);
      },
      scopesSeen({ complete, failed, problem }) {
        end('cycle-failed', 'credentials');
        if (complete > 0 || problem === null) return;
        begin(reasonOf(problem), problem.code, `none of ${failed} scopes could be read: ${problem.message}`, problem.hint ?? null);
      },
    },
    reasons() {
      const all = [...current.values()];
      const nowMs = clock.nowMs();
      if (nowMs < EARLIEST_MS && !current.has('clock')) {
        all.push({ reason: 'clock', code: 'CLOCK_WRONG', message: 'this clock is before 2026', hint: SET_CLOCK, sinceMs: nowMs });
      }
      return all.sort((a, b) => a.sinceMs - b.sinceMs);
    },
  };
}

function reasonOf(error: unknown): 'credentials' | 'cycle-failed' {
  const code = String((error as { readonly code?: unknown } | null)?.code);
  return code === 'AUTH_DENIED' || code === 'AUTH_MISSING' ? 'credentials' : 'cycle-failed';
}
