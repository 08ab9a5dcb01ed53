/** How work is spread. */
export interface PullLimits {
  /** Pieces of work under way at once. */
  readonly width: number;
  /** Awaited before each item is taken; rejects to end it all. */
  readonly ready: () => Promise<void>;
}

const READY = Symbol('ready');

/**
 * Works on items as they come and yields results as they are done: the source is the queue, and a reader that does not read holds everything up.
 * An item is taken when its work may begin, not before: what waits costs no memory. The first failure ends it; work under way is waited for,
 * never left behind.
 */
export async function* pullEach<T, R>(items: Iterable<T>, { width, ready }: PullLimits, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const source = items[Symbol.iterator]();
  const running = new Map<number, Promise<{ readonly key: number; readonly result: R }>>();
  let gate: Promise<typeof READY> | undefined;
  let nextKey = 0;
  let isDry = false;
  try {
    for (;;) {
      if (!isDry && running.size < width) gate ??= ready().then(() => READY);
      if (gate === undefined && running.size === 0) return;
      const first = await Promise.race([...running.values(), ...(gate === undefined ? [] : [gate])]);
      if (first !== READY) {
        running.delete(first.key);
        yield first.result;
        continue;
      }
      gate = undefined;
      const next = source.next();
      isDry = next.done === true;
      if (next.done === true) continue;
      const key = nextKey;
      nextKey += 1;
      running.set(
        key,
        work(next.value).then((result) => ({ key, result })),
      );
    }
  } finally {
    source.return?.();
    await Promise.allSettled([...running.values(), gate]);
  }
}
