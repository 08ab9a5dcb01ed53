import { AgentError, type Batch, type Delivery, type Rejection, type Safety, type Spool, type SpoolItem } from '@openfinops/core';
import { type HalveBy, halveBatch, leaveOutTags, takeRejected } from '../server/split-batch.ts';
import { backoffMs, busyMs, SUSPECT_BACKOFF } from '../sinks/backoff.ts';
import type { BodyLimit } from '../sinks/body-limit.ts';
import type { FailedDelivery } from '../sinks/circuit.ts';
import type { Holdbacks } from '../sinks/holdbacks.ts';
import type { Suspicions } from '../sinks/suspicions.ts';
import type { ShippingEvents, SplitReason } from './events-port.ts';
import type { ServerState } from './server-state.ts';

/** What becomes of a batch after a try: docs/shipping.md has the table. */
export interface Settler {
  settle(item: SpoolItem, delivery: Delivery, elapsedMs: number): Promise<void>;
  /** Splits a batch that the server is known to find too large. False: it is worth a try. */
  shrink(batch: Batch): Promise<boolean>;
}

export interface SettlerParts {
  readonly spool: Spool;
  readonly server: ServerState;
  readonly limit: BodyLimit;
  readonly suspicions: Suspicions;
  readonly holdbacks: Holdbacks;
  readonly random: () => number;
  readonly events: ShippingEvents;
  /** The batch is delivered, or refused for good. */
  readonly onSettled: (batchId: string) => Promise<void>;
  /** Parts stand for the batch from now on. */
  readonly onSplit: (batch: Batch, parts: readonly Batch[], safeties: readonly Safety[]) => Promise<void>;
}

/** A server that finds this too large takes nothing at all: that is not the batch's fault. */
const SMALLEST_BODY_BYTES = 4096;
/** So many refusals without anything taken in between, and it is not the batches that are wrong. */
const REFUSALS_IN_A_ROW = 20;
/** For a disk that does not take the parts. */
const DISK_PAUSE_MS = 10_000;
const MAX_REASON_CHARS = 1000;

export function createSettler(parts: SettlerParts): Settler {
  const { spool, server, limit, suspicions, holdbacks, random, events, onSettled, onSplit } = parts;
  let refusals = 0;

  const forget = (batchId: string): void => {
    suspicions.forget(batchId);
    holdbacks.forget(batchId);
  };
  const setAside = async (batch: Batch, error: Error, reason = error.message): Promise<void> => {
    await spool.kill(batch.id, reason.slice(0, MAX_REASON_CHARS));
    forget(batch.id);
    events.batchRefused({ batch, error });
    await onSettled(batch.id);
  };
  const divide = async (batch: Batch, into: readonly Batch[], reason: SplitReason, error: Error): Promise<void> => {
    const safeties = await spool.split(batch.id, into);
    if (safeties === undefined) {
      holdbacks.hold(batch.id, DISK_PAUSE_MS);
      return await spool.retry(batch.id);
    }
    forget(batch.id);
    if (reason === 'suspect') for (const part of into) suspicions.suspectPart(part.id);
    events.batchSplit({ batch, parts: into.length, reason, error });
    await onSplit(batch, into, safeties);
  };

  const onTaken = async (item: SpoolItem, rejected: readonly Rejection[], elapsedMs: number): Promise<void> => {
    const { batch, attempts } = item;
    server.took();
    limit.accepted();
    refusals = 0;
    suspicions.passed(batch.id);
    const unwanted = rejected.length === 0 ? undefined : takeRejected(batch, rejected);
    if (unwanted !== undefined) await spool.bury(unwanted, rejected.map(sayRejection).join('; ').slice(0, MAX_REASON_CHARS));
    await spool.ack(batch.id);
    holdbacks.forget(batch.id);
    if (rejected.length > 0) events.recordsRejected({ batch, rejected });
    events.batchDelivered({ batch, attempts: attempts + 1, elapsedMs });
    await onSettled(batch.id);
  };
  const onRetry = async ({ batch, attempts }: SpoolItem, delivery: FailedDelivery): Promise<void> => {
    await spool.retry(batch.id);
    const { trouble, afterMs, error } = delivery;
    if (trouble !== 'busy-with-it') return server.failed(batch, delivery);
    const waitMs = busyMs(attempts + 1, afterMs, random);
    holdbacks.hold(batch.id, waitMs);
    events.batchRetried({ batch, failures: attempts + 1, waitMs, error });
  };
  const onSuspect = async (item: SpoolItem, delivery: FailedDelivery): Promise<void> => {
    const { batch } = item;
    const { error } = delivery;
    const { failures, isKnown, isConvicted, isCondemned } = suspicions.failed(batch.id);
    const halves = isConvicted ? halveBatch(batch, 'records') : undefined;
    if (halves !== undefined) return await divide(batch, halves, 'suspect', error);
    if (isCondemned) return await setAside(batch, error, `${failures} times, while others were taken: ${error.message}`);
    const waitMs = backoffMs(failures, delivery.afterMs, random, SUSPECT_BACKOFF);
    holdbacks.hold(batch.id, waitMs);
    if (!isKnown) return await onRetry(item, delivery);
    await spool.retry(batch.id);
    events.batchRetried({ batch, failures, waitMs, error });
  };
  const onUnwanted = async (item: SpoolItem, error: Error, reason: 'too-large' | 'refused'): Promise<void> => {
    const { batch } = item;
    const by: HalveBy = reason === 'too-large' ? 'bytes' : 'records';
    const lighter = reason === 'too-large' ? leaveOutTags(batch) : undefined;
    const into = halveBatch(batch, by) ?? (lighter === undefined ? undefined : [lighter]);
    if (into !== undefined) return await divide(batch, into, reason, error);
    await setAside(batch, error);
  };
  const onTooLarge = async (item: SpoolItem, error: Error): Promise<void> => {
    const bytes = Buffer.byteLength(item.batch.json);
    if (bytes < SMALLEST_BODY_BYTES) return await onRetry(item, toEndpointTrouble(error, `even ${bytes} bytes`));
    limit.refused(bytes);
    await onUnwanted(item, error, 'too-large');
  };
  const onRefused = async (item: SpoolItem, error: Error): Promise<void> => {
    refusals += 1;
    if (refusals > REFUSALS_IN_A_ROW) return await onRetry(item, toEndpointTrouble(error, `everything, ${refusals} times in a row`));
    server.answered();
    await onUnwanted(item, error, 'refused');
  };

  return {
    settle(item, delivery, elapsedMs) {
      if (delivery.status === 'accepted') return onTaken(item, [], elapsedMs);
      if (delivery.status === 'partial') return onTaken(item, delivery.rejected, elapsedMs);
      if (delivery.status === 'too-large') return onTooLarge(item, delivery.error);
      if (delivery.status === 'refused') return onRefused(item, delivery.error);
      return delivery.trouble === 'suspect' ? onSuspect(item, delivery) : onRetry(item, delivery);
    },
    async shrink(batch) {
      const bytes = Buffer.byteLength(batch.json);
      const halves = bytes >= SMALLEST_BODY_BYTES && limit.isTooLarge(bytes) ? halveBatch(batch, 'bytes') : undefined;
      if (halves === undefined) return false;
      await divide(batch, halves, 'too-large', new AgentError('SERVER_REFUSED', `the server takes less than ${bytes} bytes in one request`));
      return true;
    },
  };
}

function toEndpointTrouble(error: Error, what: string): FailedDelivery {
  const hint = 'Look at the server, at what stands before it, and at --server; data waits.';
  return {
    status: 'retry',
    trouble: 'endpoint',
    error: new AgentError('SERVER_REFUSED', `the server refuses ${what}: ${error.message}`, { hint, cause: error.cause }),
  };
}

function sayRejection({ list, index, field, reason }: Rejection): string {
  return `${list}.${index} ${field}: ${reason}`;
}
