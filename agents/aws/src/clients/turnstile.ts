import type { Clock } from '@openfinops/core';

/** Lets one unit of work through in each turn of the event loop. */
export interface Turnstile {
  /**
   * Takes a place for work of several units. Each call of what it returns resolves when its next unit may be done: whoever took a place earlier
   * goes first, so that one reply is read to its end, and asked on from, before the next one is.
   */
  join(): TakeTurn;
  /** For work of a single unit: resolves when it may be done. */
  pass(): Promise<void>;
}

export type TakeTurn = () => Promise<void>;

interface Waiting {
  readonly place: number;
  readonly pass: () => void;
}

/** Without it several sockets are parsed in one poll, and the loop stands still for as long as all of them take. */
export function createTurnstile(clock: Pick<Clock, 'breathe'>): Turnstile {
  const waiting: Waiting[] = [];
  let places = 0;
  let isOpen = false;

  const letThrough = async (): Promise<void> => {
    isOpen = true;
    while (waiting.length > 0) {
      await clock.breathe();
      waiting.sort((a, b) => a.place - b.place);
      waiting.shift()?.pass();
    }
    isOpen = false;
  };
  const join = (): TakeTurn => {
    const place = places;
    places += 1;
    return () =>
      new Promise((pass) => {
        waiting.push({ place, pass });
        if (!isOpen) void letThrough();
      });
  };
  return { join, pass: () => join()() };
}
