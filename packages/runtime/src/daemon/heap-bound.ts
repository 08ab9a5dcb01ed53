import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Keeps a large heap from growing far beyond what is in use. */
export interface HeapBound {
  /** Looks at the heap; cheap enough for every batch. */
  look(): void;
}

export interface HeapBoundParts {
  readonly heapBytes: () => number;
  readonly setFlag: (flag: string) => void;
}

/** In a smaller heap a collection that comes early is not done in time by its helpers, and holds the event loop instead. */
const LARGE_BYTES = 96 * 1024 * 1024;
const GROWTH_PERCENT = 10;

const REAL: HeapBoundParts = { heapBytes: () => getHeapStatistics().total_heap_size, setFlag: setFlagsFromString };

/**
 * Lets a large heap grow by a tenth of what is in use before it is cleaned up. V8 by itself waits for several times as much, which is a little faster
 * and, with 100,000 resources at hand, takes 100 to 200 MB more of a machine that has other work to do.
 */
export function createHeapBound({ heapBytes, setFlag }: HeapBoundParts = REAL): HeapBound {
  let isBound = false;
  return {
    look() {
      const isLarge = heapBytes() >= LARGE_BYTES;
      if (isLarge === isBound) return;
      isBound = isLarge;
      // 0: as V8 sees fit.
      setFlag(`--heap-growing-percent=${isLarge ? GROWTH_PERCENT : 0}`);
    },
  };
}

/**
 * Lets the heap grow by no more than what is in use before it is cleaned up, for a process that looks once and leaves: V8 waits for three times as
 * much, which takes 30 MB more of 10,000 resources and is hardly faster.
 */
export function doubleHeapAtMost(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
