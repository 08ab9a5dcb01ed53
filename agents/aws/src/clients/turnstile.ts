import type { Clock } from '@openfinops/core';

/**
 * Lets one unit of work through in each turn of the event loop. Without it several sockets are parsed in one poll, and the loop stands still for
 * as long as all of them take.
 */
export function createTurnstile(clock: Pick<Clock, 'breathe'>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => clock.breathe());
    return last;
  };
}
