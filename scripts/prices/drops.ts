/** Counts what a build leaves out, by reason: nothing is lost silently. */
export interface Drops {
  count(reason: string): void;
  /** Reasons in alphabetical order. */
  counts(): Record<string, number>;
}

export function createDrops(): Drops {
  const counts = new Map<string, number>();
  return {
    count: (reason) => void counts.set(reason, (counts.get(reason) ?? 0) + 1),
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
