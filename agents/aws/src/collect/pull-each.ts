/** How work is spread. */
export interface PullLimits {
  /** Pieces of work under way at once. */
  readonly width: number;
  /** Awaited before each item is taken; rejects to end it all. */
  readonly ready: () => Promise<void>;
}

/**
 * Works on items as they come and yields results as they are done: the source is the queue, and a reader that does not read holds everything up.
 * An item is taken when its work may begin, not before: what waits costs no memory. The first failure ends it; work under way is waited for,
 * never left behind.
 */
export async function* pullEach<T, R>(items: AsyncIterable<T>, { width, ready }: PullLimits, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const running = new Map<number, Promise<{ readonly key: number; readonly result: R }>>();
  let next: Promise<{ readonly taken: IteratorResult<T> }> | undefined;
  let nextKey = 0;
  let isDry = false;
  const take = async () => {
    await ready();
    return { taken: await source.next() };
  };
  try {
    for (;;) {
      if (!isDry && running.size < width) next ??= take();
      if (next === undefined && running.size === 0) return;
      const first = await Promise.race([...running.values(), ...(next === undefined ? [] : [next])]);
      if ('result' in first) {
        running.delete(first.key);
        yield first.result;
        continue;
      }
      next = undefined;
      isDry = first.taken.done === true;
      if (first.taken.done === true) continue;
      const key = nextKey;
      nextKey += 1;
      running.set(
        key,
        work(first.taken.value).then((result) => ({ key, result })),
      );
    }
  } finally {
    // Whatever the source is waiting for, nobody wants it any more.
    next?.catch(() => {});
    void source.return?.().catch(() => {});
    await Promise.allSettled(running.values());
  }
}
