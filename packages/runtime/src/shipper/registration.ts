import type { AgentError, Clock, Delivery, Sink, WireRegistration } from '@openfinops/core';
import type { ServerClient } from '../server/client.ts';
import type { ShippingEvents } from './events-port.ts';
import type { ServerState } from './server-state.ts';

/**
 * Makes the agent known and keeps it known: an agent that never registered is stored but never listed, and registering again is the one
 * heartbeat that adds no row. It also heals a server that lost its database.
 */
export interface Registration {
  /** Registers unless that was done already; `anew`: in any case. Two who ask at the same time share one call. */
  ensure(signal: AbortSignal, anew?: boolean): Promise<Delivery>;
  /**
   * Registers now and then every two minutes or so until the signal aborts; a failure never ends it. A server that asked to be left alone is, and one
   * that is getting a backlog hears enough.
   */
  keepAlive(signal: AbortSignal, server?: Pick<ServerState, 'silenceMs' | 'asked' | 'heard' | 'isDraining'>): Promise<void>;
}

const HEARTBEAT_MS = 120_000;
/** Up to so much earlier or later, so that a fleet spreads out. */
const JITTER_RATIO = 0.2;
/** In a row, while batches say that the agent lives: a server may lose its database even then. */
const MOST_SKIPPED = 4;

export interface RegistrationParts {
  readonly client: Pick<ServerClient, 'register'>;
  /** One for each provider; the same content each time, because the server keeps the last. */
  readonly registrations: () => readonly WireRegistration[];
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: () => number;
  readonly events: Pick<ShippingEvents, 'heartbeatSent' | 'heartbeatFailed'>;
}

export function createRegistration(parts: RegistrationParts): Registration {
  const { client, registrations, clock, random, events } = parts;
  let isRegistered = false;
  let running: Promise<Delivery> | undefined;

  const registerAll = async (signal: AbortSignal): Promise<Delivery> => {
    for (const registration of registrations()) {
      const delivery = await client.register(registration, signal);
      if (delivery.status === 'accepted' || delivery.status === 'partial') continue;
      events.heartbeatFailed({ error: delivery.error });
      return delivery;
    }
    isRegistered = true;
    events.heartbeatSent();
    return { status: 'accepted' };
  };
  /** Two callers at the same time share one call. */
  const renew = (signal: AbortSignal): Promise<Delivery> => {
    running ??= registerAll(signal).finally(() => {
      running = undefined;
    });
    return running;
  };
  const ensure: Registration['ensure'] = async (signal, anew = false) => (isRegistered && !anew ? { status: 'accepted' } : renew(signal));

  return {
    ensure,
    async keepAlive(signal, server) {
      let skipped = 0;
      for (let anew = false; !signal.aborted; anew = true) {
        try {
          await keepSilence(server, clock, signal);
          const isSpared = server?.isDraining() === true && skipped < MOST_SKIPPED;
          skipped = isSpared ? skipped + 1 : 0;
          if (!isSpared) tell(server, await ensure(signal, anew));
          await clock.sleep(Math.round(HEARTBEAT_MS * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random())), signal);
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      }
    },
  };
}

function tell(server: Pick<ServerState, 'asked' | 'heard'> | undefined, delivery: Delivery): void {
  if (delivery.status === 'accepted') server?.heard();
  if (delivery.status === 'retry' && delivery.afterMs !== undefined) server?.asked(delivery.afterMs);
}

/** It may ask again meanwhile, and longer. */
async function keepSilence(server: Pick<ServerState, 'silenceMs'> | undefined, clock: Pick<Clock, 'sleep'>, signal: AbortSignal): Promise<void> {
  for (let ms = server?.silenceMs() ?? 0; ms > 0; ms = server?.silenceMs() ?? 0) await clock.sleep(ms, signal);
}

/**
 * Registers before the first delivery. Only a server that does not answer holds the batch back: one that refuses to register may still take data.
 */
export function registering(sink: Sink, registration: Pick<Registration, 'ensure'>): Sink {
  return {
    ...sink,
    async deliver(batch, signal) {
      const registered = await registration.ensure(signal);
      if (registered.status === 'retry' && (registered.error as AgentError).code === 'SERVER_UNREACHABLE') return registered;
      return sink.deliver(batch, signal);
    },
  };
}
