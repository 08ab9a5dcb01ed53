import { AgentError, type Clock } from '@openfinops/core';
import { createClockOffset } from './clock-offset.ts';
import type { Poster } from './post-json.ts';
import type { ServerReply } from './reply.ts';

/** What is found out about this machine's clock. `offsetMs`: the server's time less ours, 0 while no difference can be told. */
export interface ClockEvents {
  /** With every reply that tells its time. */
  clockCompared(at: { readonly offsetMs: number }): void;
  /** The two differ: once, and again when the difference is another one. */
  clockOff(at: { readonly offsetMs: number; readonly error: AgentError }): void;
  clockRight(): void;
}

export interface ClockOffsetParts {
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly events: ClockEvents;
}

/** A difference that no clock has which is kept by NTP; a smaller one stands in the metric alone. */
export const TOLD_FROM_MS = 10_000;
/** Below this a clock is right again. */
const RIGHT_BELOW_MS = 5000;
/** As every server of our time writes its `Date`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Compares this machine's clock with the `Date` of every reply that passes. Nothing is corrected by it: a wrong clock is told, not hidden. */
export function comparingClocks(poster: Poster, { clock, events }: ClockOffsetParts): Poster {
  const offset = createClockOffset();
  let toldMs = 0;

  const compare = (serverMs: number, startedMs: number): void => {
    const monotonicMs = clock.monotonicMs();
    const offsetMs = offset.take({ serverMs, receivedMs: clock.nowMs(), monotonicMs, tookMs: monotonicMs - startedMs });
    events.clockCompared({ offsetMs });
    if (Math.abs(offsetMs) < RIGHT_BELOW_MS && toldMs !== 0) {
      toldMs = 0;
      events.clockRight();
    }
    if (Math.abs(offsetMs) < TOLD_FROM_MS || Math.abs(offsetMs - toldMs) < TOLD_FROM_MS) return;
    toldMs = offsetMs;
    events.clockOff({ offsetMs, error: toClockError(offsetMs) });
  };

  return {
    async post(post, signal) {
      const startedMs = clock.monotonicMs();
      const reply = await poster.post(post, signal);
      const serverMs = reply instanceof AgentError ? undefined : dateOf(reply);
      if (serverMs !== undefined) compare(serverMs, startedMs);
      return reply;
    },
    close: () => poster.close(),
  };
}

/** CLOCK_AHEAD or CLOCK_BEHIND, in one sentence. */
export function toClockError(offsetMs: number): AgentError {
  const isBehind = offsetMs > 0;
  const message = `this clock is ${sayDuration(Math.abs(offsetMs))} ${isBehind ? 'behind' : 'ahead of'} the server's`;
  return new AgentError(isBehind ? 'CLOCK_BEHIND' : 'CLOCK_AHEAD', message, {
    hint: 'Set this clock by NTP (`timedatectl set-ntp true`), or the server’s if that one is wrong. Times are sent as this clock has them.',
  });
}

/** undefined: it does not say, or somebody in between kept it and says it again. */
function dateOf({ headers }: ServerReply): number | undefined {
  const { date, age } = headers;
  if (date === undefined || age !== undefined || !HTTP_DATE.test(date)) return undefined;
  const atMs = Date.parse(date);
  return Number.isNaN(atMs) ? undefined : atMs;
}

const UNITS = [
  { name: 'days', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const;

/** `45 s`, `60 min`, `8 h`, `20779 days`: in the largest unit of which there are two. */
function sayDuration(ms: number): string {
  const unit = UNITS.find((one) => ms >= 2 * one.ms) ?? { name: 's', ms: 1000 };
  return `${Math.round(ms / unit.ms)} ${unit.name}`;
}
