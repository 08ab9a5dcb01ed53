export interface BackoffPolicy {
  /** Before jitter, after the first failure; doubles with each further one. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** A server that asks for more is asked again after this. */
  readonly retryAfterMaxMs: number;
}

/** The server does not answer, or is in trouble. */
export const BACKOFF: BackoffPolicy = { firstMs: 1000, maxMs: 300_000, retryAfterMaxMs: 3_600_000 };
/** What answers is not as it should be, and somebody has to mend it: 1 to 15 minutes. */
export const ENDPOINT_BACKOFF: BackoffPolicy = { ...BACKOFF, firstMs: 120_000, maxMs: 900_000 };
/** One batch that the server breaks on, while it takes others. */
export const SUSPECT_BACKOFF: BackoffPolicy = { ...BACKOFF, firstMs: 5000, maxMs: 120_000 };

/** A server's wish is stretched by up to so much, so that those who heard it do not come back together. */
const RETRY_AFTER_SPREAD = 0.2;
/** The same for a wish beyond the longest wait, which is then cut short by up to so much. */
const CAPPED_SPREAD = 0.1;

/**
 * How long to wait after so many failures in a row (1, 2, …): uniform in [d/2, d] with d = min(maxMs, firstMs x 2^(failures - 1)), so that
 * a fleet spreads out (jitter comes after the cap), and never sooner than the server asked.
 */
export function backoffMs(failures: number, afterMs: number | undefined, random: () => number, policy: BackoffPolicy = BACKOFF): number {
  const fullMs = Math.min(policy.maxMs, policy.firstMs * 2 ** Math.max(0, failures - 1));
  const waitMs = Math.round(fullMs / 2 + (random() * fullMs) / 2);
  return afterMs === undefined ? waitMs : Math.max(waitMs, askedMs(afterMs, random, policy));
}

/** How long a server that asks for `afterMs` is left alone: that and up to a fifth more; at most, and for more about, `retryAfterMaxMs`. */
export function askedMs(afterMs: number, random: () => number, { retryAfterMaxMs }: Pick<BackoffPolicy, 'retryAfterMaxMs'> = BACKOFF): number {
  if (afterMs > retryAfterMaxMs) return Math.round(retryAfterMaxMs * (1 - CAPPED_SPREAD * random()));
  return Math.min(retryAfterMaxMs, Math.round(afterMs * (1 + RETRY_AFTER_SPREAD * random())));
}

/** The server is at work on this very batch: 5 to 15 s, and longer than it has lasted already. */
export function busyMs(attempts: number, afterMs: number | undefined, random: () => number): number {
  return Math.max(Math.round(5000 + 10_000 * random()), backoffMs(attempts, afterMs, random));
}
