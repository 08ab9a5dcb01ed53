import type { Clock } from '@openfinops/core';

/** What the first of the promises resolves with; undefined after so many ms. Leaves no timer behind. */
export async function within<T>(clock: Pick<Clock, 'sleep'>, ms: number, ...promises: Promise<T>[]): Promise<T | undefined> {
  const timer = new AbortController();
  const timeUp = clock.sleep(ms, timer.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([timeUp, ...promises]);
  } finally {
    timer.abort();
  }
}

/** Resolves when the signal aborts; at once if it has. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
