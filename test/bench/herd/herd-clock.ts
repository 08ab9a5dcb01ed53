import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@openfinops/core';

/** One clock for a thousand agents: time jumps from one sleeper's end to the next. */
export interface HerdClock extends Clock {
  /** Lets time pass; whoever sleeps wakes at his own time. */
  run(untilMs: number): Promise<void>;
}

interface Sleeper {
  readonly wakeMs: number;
  /** Of two that wake together, who went to sleep first. */
  readonly no: number;
  wake(): void;
}

const START_WALL_MS = Date.UTC(2026, 10, 21, 12);

export function createHerdClock(): HerdClock {
  const sleepers = createHeap();
  let monotonicMs = 0;
  let count = 0;
  return {
    nowMs: () => START_WALL_MS + monotonicMs,
    monotonicMs: () => monotonicMs,
    breathe: () => Promise.resolve(),
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const abort = (): void => reject(new DOMException('the sleep was aborted', 'AbortError'));
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort, { once: true });
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        count += 1;
        sleepers.push({ wakeMs: monotonicMs + Math.max(0, ms), no: count, wake });
      });
    },
    async run(untilMs) {
      await nextTurn();
      for (let next = sleepers.popUntil(untilMs); next !== undefined; next = sleepers.popUntil(untilMs)) {
        monotonicMs = next.wakeMs;
        next.wake();
        // Who was woken goes as far as he can: nothing here waits for anything but this clock.
        if (sleepers.firstMs() > monotonicMs) await nextTurn();
      }
      monotonicMs = untilMs;
    },
  };
}

/** A binary heap, the earliest first. */
function createHeap() {
  const heap: Sleeper[] = [];
  const isBefore = (a: Sleeper, b: Sleeper): boolean => a.wakeMs < b.wakeMs || (a.wakeMs === b.wakeMs && a.no < b.no);

  const sink = (entry: Sleeper): void => {
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const [left, right] = [heap[child], heap[child + 1]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (least === undefined || !isBefore(least, entry)) break;
      heap[at] = least;
      at = isRight ? child + 1 : child;
    }
    heap[at] = entry;
  };
  return {
    push(entry: Sleeper): void {
      let at = heap.length;
      for (let up = (at - 1) >> 1; at > 0; up = (at - 1) >> 1) {
        const above = heap[up];
        if (above === undefined || !isBefore(entry, above)) break;
        heap[at] = above;
        at = up;
      }
      heap[at] = entry;
    },
    firstMs: (): number => heap[0]?.wakeMs ?? Number.POSITIVE_INFINITY,
    popUntil(untilMs: number): Sleeper | undefined {
      const [first] = heap;
      if (first === undefined || first.wakeMs > untilMs) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
      return first;
    },
  };
}
