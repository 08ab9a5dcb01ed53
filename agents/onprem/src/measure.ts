import type { Clock, Span } from '@openfinops/core';
import { type Baseline, type Cursor, clockJump, elapsedBetween, isSameBoot } from './cursor.ts';
import type { Host, HostLook } from './host/host.ts';
import type { SourceProblem } from './host/source.ts';

/** The shortest time over which CPU use means something. */
export const FIRST_WINDOW_MS = 250;

/** Two looks at a machine and the time between them. */
export interface Measurement {
  readonly before: Baseline;
  readonly now: HostLook;
  /** 0: nobody can tell how much time has passed. */
  readonly elapsedMs: number;
  /** The wall clock was set since. */
  readonly jump: SourceProblem | undefined;
}

/** A look with the time at which it was taken on a clock that nobody sets. */
export interface TimedLook {
  readonly look: HostLook;
  readonly monotonicMs: number;
}

export async function lookNow(host: Host, clock: Clock): Promise<TimedLook> {
  const monotonicMs = clock.monotonicMs();
  return { look: await host.look(), monotonicMs };
}

/**
 * Measures since the cursor, where it is of this boot; else since `recent`, a look of this process, after waiting until that is a quarter of a
 * second ago.
 */
export async function measure(host: Host, clock: Clock, cursor: Cursor | undefined, recent: TimedLook, signal: AbortSignal): Promise<Measurement> {
  if (cursor !== undefined) {
    const { look: now } = await lookNow(host, clock);
    const elapsedMs = isSameBoot(cursor, now) ? elapsedBetween(cursor, now) : 0;
    if (elapsedMs >= FIRST_WINDOW_MS) return { before: cursor, now, elapsedMs, jump: clockJump(cursor, now) };
  }
  const waitMs = recent.monotonicMs + FIRST_WINDOW_MS - clock.monotonicMs();
  if (waitMs > 0) await clock.sleep(waitMs, signal);
  signal.throwIfAborted();
  const { look: now, monotonicMs } = await lookNow(host, clock);
  return { before: recent.look, now, elapsedMs: Math.round(monotonicMs - recent.monotonicMs), jump: clockJump(recent.look, now) };
}

/** The stretch as a span that ends at the later look. */
export function spanOf({ now, elapsedMs }: Measurement): Span {
  return { fromMs: now.atMs - Math.max(1, elapsedMs), toMs: now.atMs };
}
