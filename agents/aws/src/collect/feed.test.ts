import { describe, expect, it } from 'vitest';
import { createFeed } from './feed.ts';

async function all<T>(portions: AsyncIterable<readonly T[]>): Promise<T[]> {
  const list: T[] = [];
  for await (const portion of portions) list.push(...portion);
  return list;
}

describe('a feed', () => {
  it('gives everything in order, put in before, while and after it is read', async () => {
    const feed = createFeed<number>();
    feed.put(1);
    const reading = all(feed.portions());
    await Promise.resolve();
    feed.put(2);
    feed.put(3);
    await new Promise((resolve) => setImmediate(resolve));
    feed.put(4);
    feed.end();

    expect(await reading).toEqual([1, 2, 3, 4]);
  });

  it('ends with what is left, and at once when there is nothing', async () => {
    const feed = createFeed<number>();
    feed.put(1);
    feed.end();

    expect(await all(feed.portions())).toEqual([1]);
    expect(await all(feed.portions())).toEqual([]);
  });
});
