/** What one of several sources came to next. */
export type Ready<T> = { readonly source: number; readonly item: T } | { readonly source: number; readonly error: unknown };

type Opened<T> = AsyncIterator<T> | null;

/**
 * Several sources read at once, at most `limit` of them, whoever is ready first. A source that fails says so and the others go on. Whoever stops
 * listening closes all sources.
 */
export async function* mergeReady<T>(sources: readonly (() => AsyncIterable<T>)[], limit: number): AsyncGenerator<Ready<T>> {
  const open = new Map<number, Opened<T>>();
  const waiting = new Map<number, Promise<Ready<T> | { readonly source: number }>>();
  let next = 0;
  const advance = (source: number, iterator: AsyncIterator<T>): void => {
    waiting.set(source, step(source, iterator));
  };
  try {
    for (;;) {
      for (; next < sources.length && open.size < limit; next += 1) {
        const iterator = sources[next]?.()[Symbol.asyncIterator]();
        if (iterator === undefined) continue;
        open.set(next, iterator);
        advance(next, iterator);
      }
      if (waiting.size === 0) return;
      const ready = await Promise.race(waiting.values());
      const iterator = open.get(ready.source);
      waiting.delete(ready.source);
      if ('item' in ready && iterator) {
        yield ready;
        advance(ready.source, iterator);
        continue;
      }
      open.delete(ready.source);
      if ('error' in ready) yield ready;
    }
  } finally {
    for (const iterator of open.values()) void iterator?.return?.()?.catch(() => {});
  }
}

async function step<T>(source: number, iterator: AsyncIterator<T>): Promise<Ready<T> | { readonly source: number }> {
  try {
    const result = await iterator.next();
    return result.done === true ? { source } : { source, item: result.value };
  } catch (error) {
    return { source, error };
  }
}
