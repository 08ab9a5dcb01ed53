/** Batches that are not sent before their time, though others are. */
export interface Holdbacks {
  hold(batchId: string, ms: number): void;
  isHeld(batchId: string): boolean;
  /** It is not in the queue any more. */
  forget(batchId: string): void;
  /** ms until the first of them is free; undefined: none is held. */
  nextFreeMs(): number | undefined;
}

export function createHoldbacks(clock: { readonly monotonicMs: () => number }): Holdbacks {
  const freeAtMs = new Map<string, number>();
  const isHeld = (batchId: string): boolean => {
    const untilMs = freeAtMs.get(batchId);
    if (untilMs === undefined) return false;
    if (untilMs > clock.monotonicMs()) return true;
    freeAtMs.delete(batchId);
    return false;
  };
  return {
    hold: (batchId, ms) => void freeAtMs.set(batchId, clock.monotonicMs() + ms),
    isHeld,
    forget: (batchId) => void freeAtMs.delete(batchId),
    nextFreeMs() {
      let firstMs = Number.POSITIVE_INFINITY;
      for (const [batchId, untilMs] of freeAtMs) if (isHeld(batchId)) firstMs = Math.min(firstMs, untilMs);
      return firstMs === Number.POSITIVE_INFINITY ? undefined : firstMs - clock.monotonicMs();
    },
  };
}
