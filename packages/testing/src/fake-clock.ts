import type { Clock } from '@openfinops/core';

/** A clock that stands still unless somebody sleeps or moves it. */
export interface FakeClock extends Clock {
  /** Every sleep asked for, in ms, in order. */
  readonly sleeps: number[];
  /** Time passes: both clocks go on, and who has slept long enough wakes. Resolves once the woken have had a turn. */
  advance(ms: number): Promise<void>;
  /** The operator, or NTP, sets the wall clock; the monotonic clock does not notice. */
  setWall(nowMs: number): void;
}

export interface FakeClockOptions {
  /** Default 2026-11-21T10:00:00Z. */
  readonly nowMs?: number;
  /** Which sleepers wait for `advance`, by the ms they ask for: loops that run beside the test. A sleep of the others moves the clock by itself. */
  readonly manual?: boolean | ((ms: number) => boolean);
}

interface Sleeper {
  readonly wakeMs: number;
  wake(): void;
}

export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  const sleeps: number[] = [];
  let wallMs = options.nowMs ?? Date.UTC(2026, 10, 21, 10);
  let monotonicMs = 0;
  let sleepers: Sleeper[] = [];

  const pass = (ms: number): void => {
    wallMs += ms;
    monotonicMs += ms;
  };
  const sleepUntilMoved = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(abortError());
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { wakeMs: monotonicMs + ms, wake };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.push(sleeper);
    });

  const advance = async (ms: number): Promise<void> => {
    const endMs = monotonicMs + ms;
    for (let due = firstDue(sleepers, endMs); due !== undefined; due = firstDue(sleepers, endMs)) {
      const woken = due;
      pass(Math.max(0, woken.wakeMs - monotonicMs));
      sleepers = sleepers.filter((sleeper) => sleeper !== woken);
      woken.wake();
      await turn();
    }
    pass(Math.max(0, endMs - monotonicMs));
    await turn();
  };

  return {
    sleeps,
    nowMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    async sleep(ms, signal) {
      rejectAborted(signal);
      sleeps.push(ms);
      if (isManual(options.manual, ms)) return await sleepUntilMoved(ms, signal);
      await advance(ms);
      rejectAborted(signal);
    },
    breathe: turn,
    advance,
    setWall(nowMs) {
      wallMs = nowMs;
    },
  };
}

function isManual(manual: FakeClockOptions['manual'], ms: number): boolean {
  return typeof manual === 'function' ? manual(ms) : manual === true;
}

function firstDue(sleepers: readonly Sleeper[], untilMs: number): Sleeper | undefined {
  const due = sleepers.filter((sleeper) => sleeper.wakeMs <= untilMs);
  return due.sort((a, b) => a.wakeMs - b.wakeMs)[0];
}

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function rejectAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}

function abortError(): Error {
  return new DOMException('This operation was aborted', 'AbortError');
}
