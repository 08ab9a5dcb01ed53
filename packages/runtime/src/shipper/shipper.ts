import type { Clock, Delivery, Sink, Spool, SpoolItem } from '@openfinops/core';
import { createBell } from './bell.ts';
import type { ShippingEvents } from './events-port.ts';

/** Takes batches from the spool to the sink, one in flight, as long as there are any. */
export interface Shipper {
  /** Ships until the signal aborts; nothing else ends it. What is in flight then stays in the spool. */
  run(signal: AbortSignal): Promise<void>;
  /** Something was spooled. */
  wake(): void;
  /** Resolves once nothing is queued and everything settled is dealt with; at once if that is so now. */
  untilEmpty(): Promise<void>;
}

export interface ShipperParts {
  readonly spool: Spool;
  /** Waits after a failure before it hands the batch back. */
  readonly sink: Sink;
  readonly clock: Clock;
  readonly events: ShippingEvents;
  /** The batch is delivered, or refused for good. */
  readonly onSettled: (batchId: string) => Promise<void>;
}

/** After something of ours broke: long enough to keep a log readable. */
const PAUSE_MS = 10_000;

export function createShipper({ spool, sink, clock, events, onSettled }: ShipperParts): Shipper {
  const bell = createBell();
  let isBusy = false;
  let waiters: (() => void)[] = [];

  const settle = async (item: SpoolItem, delivery: Delivery, elapsedMs: number): Promise<void> => {
    const { batch } = item;
    if (delivery.status === 'retry') return spool.retry(batch.id);
    if (delivery.status === 'refused') {
      await spool.kill(batch.id, delivery.error.message);
      events.batchRefused({ batch, error: delivery.error });
      return onSettled(batch.id);
    }
    await spool.ack(batch.id);
    if (delivery.status === 'partial') events.recordsRejected({ batch, rejected: delivery.rejected });
    events.batchDelivered({ batch, attempts: item.attempts + 1, elapsedMs });
    return onSettled(batch.id);
  };
  /** False: there was nothing to ship. */
  const shipNext = async (signal: AbortSignal): Promise<boolean> => {
    const item = await spool.next(clock.nowMs());
    if (item === undefined) return false;
    const startedMs = clock.monotonicMs();
    const delivery = await sink.deliver(item.batch, signal);
    await settle(item, delivery, clock.monotonicMs() - startedMs);
    return true;
  };
  const shipAll = async (signal: AbortSignal): Promise<void> => {
    isBusy = true;
    try {
      while (!signal.aborted && (await shipNext(signal)));
    } finally {
      isBusy = false;
    }
    if (spool.counts().queued === 0) for (const wake of waiters.splice(0)) wake();
  };

  return {
    async run(signal) {
      signal.addEventListener('abort', bell.ring, { once: true });
      while (!signal.aborted) {
        try {
          await shipAll(signal);
          await bell.heard();
        } catch (error) {
          if (signal.aborted) return;
          events.shippingFailed({ error });
          await clock.sleep(PAUSE_MS, signal).catch(() => {});
        }
      }
    },
    wake: () => bell.ring(),
    untilEmpty() {
      if (!isBusy && spool.counts().queued === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiters = [...waiters, resolve];
      });
    },
  };
}
