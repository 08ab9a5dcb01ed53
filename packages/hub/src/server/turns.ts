import { setImmediate } from 'node:timers/promises';

/** Runs one piece of work after the other, with a breath of the event loop before each. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(async () => {
      await setImmediate();
      return work();
    });
    last = mine.catch(() => {});
    return mine;
  };
}
