import { describe, expect, it } from 'vitest';
import { createTurnstile, type TakeTurn } from './turnstile.ts';

/** A clock whose turns the test makes. */
function createTurns() {
  const breathers: (() => void)[] = [];
  const settle = async () => {
    for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
  };
  return {
    breathe: () => new Promise<void>((resolve) => breathers.push(resolve)),
    async next() {
      await settle();
      for (const breather of breathers.splice(0)) breather();
      await settle();
    },
  };
}

describe('turnstile', () => {
  it('lets one unit of work through in each turn, of the earliest first, to its end', async () => {
    const turns = createTurns();
    const turnstile = createTurnstile(turns);
    const done: string[] = [];
    const work = async (name: string, units: number, takeTurn: TakeTurn) => {
      for (let unit = 1; unit <= units; unit += 1) {
        await takeTurn();
        done.push(`${name}${unit}`);
      }
    };
    const [first, second] = [turnstile.join(), turnstile.join()];

    const all = Promise.all([work('b', 2, second), work('a', 3, first)]);
    const seen: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await turns.next();
      seen.push(done.length);
    }
    await all;

    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(done).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('goes on after nobody was there for a while', async () => {
    const turns = createTurns();
    const turnstile = createTurnstile(turns);
    const first = turnstile.pass();
    await turns.next();
    await first;

    const second = turnstile.pass();
    await turns.next();

    await expect(second).resolves.toBeUndefined();
  });
});
