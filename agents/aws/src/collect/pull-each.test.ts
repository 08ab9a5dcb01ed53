import { describe, expect, it } from 'vitest';
import { pullEach } from './pull-each.ts';

const ready = async (): Promise<void> => {};
const NUMBERS = Array.from({ length: 20 }, (_, index) => index);

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('pullEach', () => {
  it('does all, so many at a time', async () => {
    let underWay = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return item * 2;
    };

    const results = await all(pullEach(each(NUMBERS), { width: 4, ready }, work));

    expect(results.sort((a, b) => a - b)).toEqual(NUMBERS.map((item) => item * 2));
    expect(most).toBe(4);
  });

  it('takes no more from its source than it has hands for', async () => {
    let taken = 0;
    async function* source(): AsyncGenerator<number> {
      for (const item of NUMBERS) {
        taken += 1;
        yield item;
      }
    }
    const results = pullEach(source(), { width: 3, ready }, async (item) => item);

    await results.next();

    expect(taken).toBeLessThanOrEqual(4);
    await results.return(undefined);
    expect(taken).toBeLessThanOrEqual(4);
  });

  it('ends with the first failure, and leaves nothing running behind', async () => {
    let running = 0;
    const work = async (item: number): Promise<number> => {
      running += 1;
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (item === 5) throw new Error('the fifth failed');
      return item;
    };

    await expect(all(pullEach(each(NUMBERS), { width: 4, ready }, work))).rejects.toThrow('the fifth failed');

    expect(running).toBe(0);
  });

  it('takes an item only when its work may begin', async () => {
    const log: string[] = [];
    async function* source(): AsyncGenerator<number> {
      for (const item of [1, 2, 3]) {
        log.push(`take ${item}`);
        yield item;
      }
    }
    let turns = 0;
    const inTurn = async (): Promise<void> => {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`turn ${turns}`);
    };

    await all(pullEach(source(), { width: 9, ready: inTurn }, async (item) => item));

    expect(log).toEqual(['turn 1', 'take 1', 'turn 2', 'take 2', 'turn 3', 'take 3', 'turn 4']);
  });

  it('ends when it may not go on, whatever is under way', async () => {
    let turns = 0;
    const untilThird = async (): Promise<void> => {
      turns += 1;
      if (turns === 3) throw new Error('aborted');
    };

    await expect(all(pullEach(each(NUMBERS), { width: 9, ready: untilThird }, async (item) => item))).rejects.toThrow('aborted');
  });
});
