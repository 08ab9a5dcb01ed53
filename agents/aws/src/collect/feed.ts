/** Items that one side puts in while the other takes them out. */
export interface Feed<T> {
  put(item: T): void;
  /** Nothing more comes. */
  end(): void;
  /** All of them, in order and none twice, as many at a time as are there; waits where there are none yet. For one reader. */
  portions(): AsyncGenerator<readonly T[]>;
}

export function createFeed<T>(): Feed<T> {
  let waiting: T[] = [];
  let isEnded = false;
  let wake = (): void => {};
  return {
    put(item) {
      waiting.push(item);
      wake();
    },
    end() {
      isEnded = true;
      wake();
    },
    async *portions() {
      for (;;) {
        const taken = waiting;
        waiting = [];
        if (taken.length > 0) yield taken;
        if (waiting.length > 0) continue;
        if (isEnded) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
