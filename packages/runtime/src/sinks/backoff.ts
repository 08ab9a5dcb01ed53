export interface BackoffPolicy {
  /** Before jitter, after the first failure; doubles with each further one. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** A server that asks for more is asked again after this. */
  readonly retryAfterMaxMs: number;
}

export const BACKOFF: BackoffPolicy = { firstMs: 1000, maxMs: 300_000, retryAfterMaxMs: 3_600_000 };

/**
 * How long to wait after so many failures in a row (1, 2, …): uniform in [d/2, d] with d = min(maxMs, firstMs x 2^(failures - 1)), so that
 * a fleet spreads out (jitter comes after the cap), and never sooner than the server asked.
 */
export function backoffMs(failures: number, afterMs: number | undefined, random: () => number, policy: BackoffPolicy = BACKOFF): number {
  const fullMs = Math.min(policy.maxMs, policy.firstMs * 2 ** Math.max(0, failures - 1));
  const waitMs = Math.round(fullMs / 2 + (random() * fullMs) / 2);
  return Math.max(waitMs, Math.min(afterMs ?? 0, policy.retryAfterMaxMs));
}
