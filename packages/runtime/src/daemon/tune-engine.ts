import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Keeps a large heap from growing far beyond what is in use. */
export interface HeapBound {
  /** Looks at the heap; cheap enough for every batch. */
  look(): void;
}

export interface HeapBoundParts {
  readonly heapBytes: () => number;
  /** Room for what is new, until it is collected. */
  readonly newSpaceBytes: () => number;
  readonly setFlag: (flag: string) => void;
}

/** By how much a heap of at least so many bytes may grow before it is cleaned up, in percent of what is in use. */
interface GrowthStep {
  readonly fromBytes: number;
  readonly percent: number;
}

const MEBIBYTE = 1024 * 1024;
/** V8 by itself waits for several times as much, which with 100,000 resources at hand takes 100 to 200 MB more of a machine that has other work to do. */
const LARGE: GrowthStep = { fromBytes: 96 * MEBIBYTE, percent: 30 };
/** 0: as V8 sees fit. A smaller heap is not worth the collections. */
const LONG_LIFE: readonly GrowthStep[] = [{ fromBytes: 0, percent: 0 }, LARGE];
/** While it is small it would be marked again and again (3 % of the CPU of 10,000 machines); then memory is worth more. */
const ONE_LOOK: readonly GrowthStep[] = [{ fromBytes: 0, percent: 300 }, { fromBytes: 36 * MEBIBYTE, percent: 150 }, LARGE];

/** What of it is in use at a time fits into a processor's cache. */
const ONE_LOOK_NEW_SPACE_BYTES = 4 * MEBIBYTE;

/** Bytecode that the optimizing compiler takes into a caller in all, and of one function; V8 takes 920 and 460, for processes that live long. */
const ONE_LOOK_INLINED_BYTES = 150;
const ONE_LOOK_INLINED_FUNCTION_BYTES = 100;

const REAL: HeapBoundParts = { heapBytes: () => getHeapStatistics().total_heap_size, newSpaceBytes, setFlag: setFlagsFromString };

/** For a process that looks again and again: its heap is marked in steps, and bound where it is large. To be called before it is large. */
export function tuneForLongLife(parts: HeapBoundParts = REAL): HeapBound {
  markInSteps(parts);
  return createHeapBound(LONG_LIFE, parts);
}

/**
 * For a process that looks once and leaves. Nearly all that it reads is new and soon garbage: the space for that gets its size at its first growth, since
 * each collection on the way there would copy what is still in use, and no more than that size, since a larger one is written through memory rather
 * than the cache (of 10,000 machines: 3 to 5 % of the CPU, 15 MB).
 */
export function tuneForOneLook(parts: HeapBoundParts = REAL): HeapBound {
  const bound = createHeapBound(ONE_LOOK, parts);
  compileBriefly(parts);
  const aim = createNewSpaceAim(parts);
  aim();
  return {
    look() {
      aim();
      bound.look();
    },
  };
}

/** What runs for seconds does not win back what it takes to optimize large functions: 5 to 9 % of the CPU of 10,000 machines; 100,000 take 8 % more. */
function compileBriefly({ setFlag }: HeapBoundParts): void {
  setFlag(`--max-inlined-bytecode-size-cumulative=${ONE_LOOK_INLINED_BYTES}`);
  setFlag(`--max-inlined-bytecode-size=${ONE_LOOK_INLINED_FUNCTION_BYTES}`);
}

/** Tells V8 by which factor the new space is to grow next, until it is as large as it is to be. */
function createNewSpaceAim({ newSpaceBytes, setFlag }: HeapBoundParts): () => void {
  let lastFactor = 0;
  return () => {
    if (lastFactor === 1) return;
    const factor = Math.max(1, Math.round(ONE_LOOK_NEW_SPACE_BYTES / newSpaceBytes()));
    if (factor !== lastFactor) setFlag(`--semi-space-growth-factor=${factor}`);
    lastFactor = factor;
  };
}

/**
 * Has the heap marked by the thread that uses it, in small steps between its other work. V8's helper threads take turns with it on a small machine:
 * they cost CPU of their own, and where one of them is kept waiting, V8 concludes too early that all is marked and holds the event loop for the rest
 * (with 100,000 resources and two processors: 120 to 370 ms instead of 30, and a third more CPU).
 */
function markInSteps({ setFlag }: HeapBoundParts): void {
  setFlag('--no-concurrent-marking');
}

/** Keeps to the last step that the heap has reached. */
function createHeapBound(steps: readonly GrowthStep[], { heapBytes, setFlag }: HeapBoundParts): HeapBound {
  let lastPercent = 0;
  const look = (): void => {
    const bytes = heapBytes();
    const percent = steps.findLast(({ fromBytes }) => bytes >= fromBytes)?.percent ?? 0;
    if (percent !== lastPercent) setFlag(`--heap-growing-percent=${percent}`);
    lastPercent = percent;
  };
  look();
  return { look };
}

function newSpaceBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return space === undefined ? ONE_LOOK_NEW_SPACE_BYTES : space.space_used_size + space.space_available_size;
}
