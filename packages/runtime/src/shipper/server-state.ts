import type { Batch, Clock, Delivery, Trouble } from '@openfinops/core';
import type { Circuit, FailedDelivery } from '../sinks/circuit.ts';
import { createDrain } from '../sinks/drain.ts';
import type { ShippingEvents } from './events-port.ts';
import type { Registration } from './registration.ts';
import type { ServerWatch } from './server-watch.ts';

/** When something may be sent to the server, as what was sent before tells. */
export interface ServerState extends Pick<Circuit, 'silenceMs' | 'asked'> {
  /** Waits as long as the server is left alone, knocks where that is due, and spreads what an outage left. False: it does not answer yet. */
  untilReady(queued: number, signal: AbortSignal): Promise<boolean>;
  failed(batch: Batch, delivery: FailedDelivery): void;
  /** It took a batch. */
  took(): void;
  /** It had a word of its own about what was sent. */
  answered(): void;
  /** A heartbeat passed. */
  heard(): void;
  /** It is getting what an outage left. */
  isDraining(): boolean;
}

export interface ServerStateParts {
  readonly circuit: Circuit;
  readonly watch: ServerWatch;
  readonly registration: Pick<Registration, 'ensure'>;
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs'>;
  readonly random: () => number;
  readonly events: Pick<ShippingEvents, 'batchRetried'>;
  readonly queued: () => number;
}

/** A server that says this to a registration may take data all the same: tokens may allow one and not the other. */
const MAY_TAKE_DATA: readonly (Trouble | undefined)[] = ['access', 'unknown-agent'];

export function createServerState(parts: ServerStateParts): ServerState {
  const { circuit, watch, registration, clock, random, events } = parts;
  const drain = createDrain(random);
  /** A registration that passes, and the batch after it, are the end of one outage. */
  let hasBegun = false;
  let waiting = new AbortController();

  const beginDrain = (downMs: number): void => {
    drain.begin(downMs, parts.queued(), hasBegun);
    hasBegun = true;
  };
  const answered = (): void => {
    const downMs = watch.answered();
    if (downMs !== undefined) beginDrain(downMs);
    hasBegun = false;
  };
  /** A heartbeat may pass meanwhile, or be asked to wait longer. */
  const leaveAlone = async (signal: AbortSignal): Promise<void> => {
    for (let quietMs = circuit.quietMs(); quietMs > 0; quietMs = circuit.quietMs()) {
      const over = waiting.signal;
      await clock.sleep(quietMs, AbortSignal.any([signal, over])).catch((error: unknown) => {
        if (signal.aborted || !over.aborted) throw error;
      });
    }
  };
  /** A registration is small, and heals a server that lost its database. */
  const knock = async (signal: AbortSignal): Promise<boolean> => {
    const delivery = await registration.ensure(signal, true);
    if (isNoAnswer(delivery)) {
      watch.failed(circuit.failed(delivery).error);
      return false;
    }
    circuit.knocked();
    beginDrain(watch.downMs() ?? 0);
    return true;
  };

  return {
    async untilReady(queued, signal) {
      const sinceMs = clock.monotonicMs();
      await leaveAlone(signal);
      const isOpen = circuit.isOpen();
      if (isOpen && !(await knock(signal))) return false;
      const waitedMs = isOpen ? 0 : clock.monotonicMs() - sinceMs;
      const pauseMs = drain.pauseMs(queued) - waitedMs;
      if (pauseMs > 0) await clock.sleep(pauseMs, signal);
      return true;
    },
    heard() {
      if (!circuit.heard()) return;
      beginDrain(watch.downMs() ?? 0);
      waiting.abort();
      waiting = new AbortController();
    },
    failed(batch, delivery) {
      const { failures, waitMs, error } = circuit.failed(delivery);
      watch.failed(error);
      events.batchRetried({ batch, failures, waitMs, error });
    },
    took() {
      circuit.passed();
      answered();
    },
    answered,
    isDraining: drain.isOn,
    silenceMs: circuit.silenceMs,
    asked: circuit.asked,
  };
}

/** Nothing that says it is our server. */
function isNoAnswer(delivery: Delivery): delivery is FailedDelivery {
  return delivery.status === 'retry' && !MAY_TAKE_DATA.includes(delivery.trouble);
}
