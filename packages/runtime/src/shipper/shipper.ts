import type { Clock, Sink, Spool } from '@openfinops/core';
import { createBodyLimit } from '../sinks/body-limit.ts';
import { createHoldbacks } from '../sinks/holdbacks.ts';
import { createSuspicions } from '../sinks/suspicions.ts';
import { createBell } from './bell.ts';
import type { ShippingEvents } from './events-port.ts';
import type { ServerState } from './server-state.ts';
import { createSettler, type SettlerParts } from './settler.ts';

/** Takes batches from the spool to the sink, one in flight, as long as there are any. */
export interface Shipper {
  /** Ships until the signal aborts; nothing else ends it. What is in flight then stays in the spool. */
  run(signal: AbortSignal): Promise<void>;
  /** Something was spooled. */
  wake(): void;
  /** Resolves once nothing is queued and everything settled is dealt with; at once if that is so now. */
  untilEmpty(): Promise<void>;
}

export interface ShipperParts extends Pick<SettlerParts, 'onSettled' | 'onSplit'> {
  readonly spool: Spool;
  /** Delivers once. */
  readonly sink: Sink;
  readonly server: ServerState;
  readonly clock: Clock;
  readonly random: () => number;
  readonly events: ShippingEvents;
}

/** After something of ours broke: long enough to keep a log readable. */
const PAUSE_MS = 10_000;

export function createShipper(parts: ShipperParts): Shipper {
  const { spool, sink, server, clock, events } = parts;
  const bell = createBell();
  const holdbacks = createHoldbacks(clock);
  const limit = createBodyLimit(() => sink.maxBytes?.() ?? null);
  const settler = createSettler({ ...parts, limit, holdbacks, suspicions: createSuspicions(clock) });
  let isBusy = false;
  let waiters: (() => void)[] = [];

  /** False: there was nothing to ship now. */
  const shipNext = async (signal: AbortSignal): Promise<boolean> => {
    const { queued } = spool.counts();
    if (queued > 0 && !(await server.untilReady(queued, signal))) return true;
    const item = await spool.next(clock.nowMs(), holdbacks.isHeld);
    if (item === undefined) return false;
    if (await settler.shrink(item.batch)) return true;
    const startedMs = clock.monotonicMs();
    const delivery = await sink.deliver(item.batch, signal);
    await settler.settle(item, delivery, clock.monotonicMs() - startedMs);
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
  /** Until something is spooled, or what is held back is free. */
  const rest = async (signal: AbortSignal): Promise<void> => {
    const freeMs = holdbacks.nextFreeMs();
    if (freeMs === undefined) return await bell.heard();
    const over = new AbortController();
    const free = clock.sleep(freeMs, AbortSignal.any([signal, over.signal])).catch(() => {});
    await bell.heard(free);
    over.abort();
  };

  return {
    async run(signal) {
      signal.addEventListener('abort', bell.ring, { once: true });
      while (!signal.aborted) {
        try {
          await shipAll(signal);
          await rest(signal);
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
