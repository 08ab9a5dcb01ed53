/**
 * The promise's own end, or a rejection with the signal's reason, whichever comes first: what hangs in foreign code cannot hold up who waits.
 * What the promise brings after that is handed to `late`.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, late: (value: T) => unknown = () => {}): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      work.then(late).catch(() => {});
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
