import type { Batch, Clock, Sink } from '@openfinops/core';
import { BACKOFF, type BackoffPolicy, backoffMs } from './backoff.ts';

/** One try that did not deliver. */
export interface FailedTry {
  readonly batch: Batch;
  /** Failures in a row, whatever the batch. */
  readonly failures: number;
  readonly waitMs: number;
  readonly error: Error;
}

export interface RetryPolicy extends BackoffPolicy {
  /** Tries of one batch, each followed by its wait, before it is handed back as `retry`. */
  readonly tries: number;
}

export const RETRY_FOR_EVER: RetryPolicy = { ...BACKOFF, tries: Number.POSITIVE_INFINITY };
/** One try, one wait: the caller may then choose again what to send first. */
export const RETRY_ONCE: RetryPolicy = { ...BACKOFF, tries: 1 };

/**
 * Waits after each failure and tries again. The failures in a row belong to the sink, not to the batch: a server that is down is down for the
 * next batch too. Rejects with an AbortError when the signal aborts during a wait.
 */
export function retrying(
  sink: Sink,
  policy: RetryPolicy,
  world: { readonly clock: Pick<Clock, 'sleep'>; readonly random: () => number; readonly onFailure?: (failed: FailedTry) => void },
): Sink {
  let failures = 0;
  return {
    name: sink.name,
    async deliver(batch, signal) {
      for (let tried = 1; ; tried += 1) {
        const delivery = await sink.deliver(batch, signal);
        if (delivery.status !== 'retry') {
          failures = 0;
          return delivery;
        }
        failures += 1;
        const waitMs = backoffMs(failures, delivery.afterMs, world.random, policy);
        world.onFailure?.({ batch, failures, waitMs, error: delivery.error });
        await world.clock.sleep(waitMs, signal);
        if (tried >= policy.tries) return delivery;
      }
    },
    close: () => sink.close(),
  };
}
