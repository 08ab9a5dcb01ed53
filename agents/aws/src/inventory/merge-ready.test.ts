import { describe, expect, it } from 'vitest';
import { mergeReady } from './merge-ready.ts';

/** A source whose items come when the test says so. */
function createSource() {
  const waiting: ((item: string) => void)[] = [];
  let isClosed = false;
  const source = async function* () {
    try {
      for (;;) yield await new Promise<string>((resolve) => waiting.push(resolve));
    } finally {
      isClosed = true;
    }
  };
  return { source, give: (item: string) => waiting.shift()?.(item), isClosed: () => isClosed };
}

const listing = (...items: readonly string[]) =>
  async function* () {
    yield* items;
  };

const failing = (item: string, error: Error) =>
  async function* () {
    yield item;
    throw error;
  };

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe('mergeReady', () => {
  it('gives what is ready first, whoever has it', async () => {
    const [slow, fast] = [createSource(), createSource()];
    const merged = mergeReady([slow.source, fast.source], 2);

    const first = merged.next();
    await new Promise(setImmediate);
    fast.give('fast');

    expect((await first).value).toEqual({ source: 1, item: 'fast' });
  });

  it('goes on when one of them fails, and says which', async () => {
    const error = new Error('broken');

    const found = await all(mergeReady([failing('a', error), listing('b', 'c', 'd')], 2));

    expect(found.filter((ready) => ready.source === 1)).toEqual(['b', 'c', 'd'].map((item) => ({ source: 1, item })));
    expect(found.filter((ready) => ready.source === 0)).toEqual([
      { source: 0, item: 'a' },
      { source: 0, error },
    ]);
  });

  it('reads no more of them at once than it may', async () => {
    let open = 0;
    let most = 0;
    const source = async function* () {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      yield open;
      open -= 1;
    };

    const found = await all(
      mergeReady(
        Array.from({ length: 7 }, () => source),
        3,
      ),
    );

    expect(found).toHaveLength(7);
    expect(most).toBe(3);
  });

  it('closes its sources when nobody listens any more', async () => {
    const silent = createSource();
    const merged = mergeReady([silent.source, listing('a', 'b')], 2);

    await merged.next();
    await merged.return(undefined);
    silent.give('late');
    await new Promise(setImmediate);

    expect(silent.isClosed()).toBe(true);
  });

  it('ends at once when there is nothing to read', async () => {
    expect(await all(mergeReady([], 3))).toEqual([]);
  });
});
