/** What an API takes: so many calls at once, then so many a second. */
export interface BucketLimits {
  readonly burst: number;
  readonly perSecond: number;
}

/** A bucket that refills at a rate of its own, which throttles lower and successes raise again. */
export interface Bucket {
  /** Calls that may go out now; below 0: so many wait already. */
  readonly tokens: number;
  readonly perSecond: number;
  readonly atMs: number;
  /** Nothing goes out before this. */
  readonly pausedUntilMs: number;
  /** Throttles since the last success. */
  readonly throttles: number;
  readonly throttledMs: number;
}

/** After a throttle the rate is this part of what it was, at most once a second: a burst of refusals is one signal. */
const SLOW_DOWN_RATIO = 0.7;
const SPEED_UP_PER_SECOND = 0.25;
const LOWEST_PER_SECOND = 0.5;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export function fullBucket({ burst, perSecond }: BucketLimits, atMs: number): Bucket {
  return { tokens: burst, perSecond, atMs, pausedUntilMs: Number.NEGATIVE_INFINITY, throttles: 0, throttledMs: Number.NEGATIVE_INFINITY };
}

/** Takes one call out of the bucket. @returns how long it has to wait; those that wait already go first */
export function takeToken(bucket: Bucket, limits: BucketLimits, nowMs: number): { readonly bucket: Bucket; readonly waitMs: number } {
  const filled = fill(bucket, limits, nowMs);
  const tokens = filled.tokens - 1;
  const owedMs = tokens >= 0 ? 0 : (-tokens / filled.perSecond) * 1000;
  return { bucket: { ...filled, tokens }, waitMs: Math.max(owedMs, filled.pausedUntilMs - nowMs, 0) };
}

/** A call was refused for coming too fast: slower from now on, after a pause of 0 to twice the last one (full jitter). @param random 0 <= x < 1 */
export function slowDown(bucket: Bucket, limits: BucketLimits, nowMs: number, random: number): Bucket {
  const filled = fill(bucket, limits, nowMs);
  if (nowMs - filled.throttledMs < 1000) return filled;
  const throttles = filled.throttles + 1;
  const pauseMs = random * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** throttles);
  return {
    ...filled,
    tokens: Math.min(filled.tokens, 1),
    perSecond: Math.max(LOWEST_PER_SECOND, filled.perSecond * SLOW_DOWN_RATIO),
    pausedUntilMs: Math.max(filled.pausedUntilMs, nowMs + pauseMs),
    throttles,
    throttledMs: nowMs,
  };
}

/** A call was answered: a little faster, never above the limit. */
export function speedUp(bucket: Bucket, limits: BucketLimits): Bucket {
  if (bucket.throttles === 0 && bucket.perSecond === limits.perSecond) return bucket;
  return { ...bucket, throttles: 0, perSecond: Math.min(limits.perSecond, bucket.perSecond + SPEED_UP_PER_SECOND) };
}

function fill(bucket: Bucket, { burst }: BucketLimits, nowMs: number): Bucket {
  const passedMs = Math.max(0, nowMs - bucket.atMs);
  return { ...bucket, atMs: Math.max(bucket.atMs, nowMs), tokens: Math.min(burst, bucket.tokens + (passedMs / 1000) * bucket.perSecond) };
}
