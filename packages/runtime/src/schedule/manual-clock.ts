import type { Clock } from '@openfinops/core';

/** For tests: time stands still until it is advanced. */
export interface ManualClock extends Clock {
  /** Every sleep asked for, in ms. */
  readonly sleeps: number[];
  /** Lets time pass; whoever sleeps wakes up at his own time. */
  advance(ms: number): Promise<void>;
  /** Wall time passes, monotonic time stands still: the machine sleeps, or somebody sets the clock. */
  jump(ms: number): void;
  /** Both clocks run on, and nobody can wake up meanwhile: the process stands still. */
  stall(ms: number): Promise<void>;
}

interface Sleeper {
  readonly wakeMs: number;
  readonly wake: () => void;
}

export function createManualClock(startMs = 1_795_240_800_000): ManualClock {
  let monotonicMs = 5000;
  let wallAheadMs = startMs - monotonicMs;
  let sleepers: Sleeper[] = [];
  const sleeps: number[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const wakeDue = async () => {
    const due = sleepers.filter(({ wakeMs }) => wakeMs <= monotonicMs);
    sleepers = sleepers.filter(({ wakeMs }) => wakeMs > monotonicMs);
    for (const { wake } of due) wake();
    await settle();
  };

  return {
    sleeps,
    nowMs: () => monotonicMs + wallAheadMs,
    monotonicMs: () => monotonicMs,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    sleep(ms, signal) {
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        const sleeper = {
          wakeMs: monotonicMs + ms,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        const abort = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(new DOMException('the sleep was aborted', 'AbortError'));
        };
        if (signal?.aborted) return abort();
        sleepers = [...sleepers, sleeper];
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    async advance(ms) {
      const endMs = monotonicMs + ms;
      await settle();
      for (;;) {
        const nextMs = Math.min(...sleepers.map(({ wakeMs }) => wakeMs));
        if (nextMs > endMs) break;
        monotonicMs = Math.max(monotonicMs, nextMs);
        await wakeDue();
      }
      monotonicMs = endMs;
    },
    jump(ms) {
      wallAheadMs += ms;
    },
    async stall(ms) {
      monotonicMs += ms;
      await wakeDue();
    },
  };
}
