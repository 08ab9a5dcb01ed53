export interface Rng {
  /** 0 <= x < 1. */
  unit(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A whole, exponentially distributed number of milliseconds, at least 1. */
  gapMs(meanMs: number): number;
}

/** Random numbers that are the same for the same key (mulberry32, seeded by FNV-1a of the key). */
export function createRng(...key: readonly (string | number)[]): Rng {
  let state = hashOf(key.join('/'));

  function unit(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  function int(min: number, max: number): number {
    return min + Math.floor(unit() * (max - min + 1));
  }

  return {
    unit,
    int,
    chance: (probability) => unit() < probability,
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    gapMs: (meanMs) => Math.max(1, Math.round(-Math.log(1 - unit()) * meanMs)),
  };
}

/** The items late, doubled and out of order: each at least once, about a third of them twice, in any order. */
export function disorder<T>(items: readonly T[], rng: Rng): T[] {
  const mixed = items.flatMap((item) => (rng.chance(1 / 3) ? [item, item] : [item]));
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = rng.int(0, last);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
