/** What a look reads of the boot. */
export interface BootReading {
  readonly bootId: string | null;
  readonly bootMs: number | null;
}

/** The kernel rounds `btime` to a second and moves it with every small correction of the clock. */
const SAME_BOOT_MS = 2000;

/**
 * One boot keeps the time at which it was first seen to have begun: a start that wavered by a second would be another run at every look.
 * A larger step (the clock was set) is taken as it is.
 */
export function createBootTime(): (reading: BootReading) => number | null {
  let kept: { readonly bootId: string; readonly bootMs: number } | undefined;
  return ({ bootId, bootMs }) => {
    if (bootId === null || bootMs === null) return bootMs;
    const isSame = kept?.bootId === bootId && Math.abs(kept.bootMs - bootMs) <= SAME_BOOT_MS;
    if (!isSame) kept = { bootId, bootMs };
    return kept?.bootMs ?? bootMs;
  };
}
