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

/** A smaller heap is not worth the collections. */
const LARGE_BYTES = 96 * 1024 * 1024;
const LARGE_GROWTH_PERCENT = 30;
const ONE_LOOK_GROWTH_PERCENT = 100;
/** As V8 sees fit. */
const ANY_GROWTH_PERCENT = 0;

const REAL: HeapBoundParts = { heapBytes: () => getHeapStatistics().total_heap_size, setFlag: setFlagsFromString };

/** For a process that looks again and again: its heap is marked in steps, and bound where it is large. To be called before it is large. */
export function tuneForLongLife(parts: HeapBoundParts = REAL): HeapBound {
  markInSteps(parts);
  return createHeapBound(ANY_GROWTH_PERCENT, parts);
}

/**
 * For a process that looks once and leaves: the heap grows by no more than what is in use before it is cleaned up. V8 waits for three times as much,
 * which takes 30 MB more of 10,000 resources and is hardly faster. The space for what is new gets its full size (16 MB) at its first growth: in one look
 * all is new, and each collection on the way there would copy what is still in use (4 % of the CPU).
 */
export function tuneForOneLook(parts: HeapBoundParts = REAL): HeapBound {
  parts.setFlag(`--heap-growing-percent=${ONE_LOOK_GROWTH_PERCENT}`);
  parts.setFlag('--semi-space-growth-factor=16');
  return createHeapBound(ONE_LOOK_GROWTH_PERCENT, parts);
}

/**
 * Has the heap marked by the thread that uses it, in small steps between its other work. V8's helper threads take turns with it on a small machine:
 * they cost CPU of their own, and where one of them is kept waiting, V8 concludes too early that all is marked and holds the event loop for the rest
 * (with 100,000 resources and two processors: 120 to 370 ms instead of 30, and a third more CPU).
 */
function markInSteps({ setFlag }: HeapBoundParts): void {
  setFlag('--no-concurrent-marking');
}

/**
 * Lets a large heap grow by a third of what is in use before it is cleaned up. V8 by itself waits for several times as much, which with 100,000
 * resources at hand takes 100 to 200 MB more of a machine that has other work to do.
 */
function createHeapBound(usualPercent: number, { heapBytes, setFlag }: HeapBoundParts): HeapBound {
  let isBound = false;
  return {
    look() {
      const isLarge = heapBytes() >= LARGE_BYTES;
      if (isLarge === isBound) return;
      isBound = isLarge;
      setFlag(`--heap-growing-percent=${isLarge ? LARGE_GROWTH_PERCENT : usualPercent}`);
    },
  };
}
