import type { AgentError, Clock, Delivery, Sink, WireRegistration } from '@openfinops/core';
import type { ServerClient } from '../server/client.ts';
import type { ShippingEvents } from './events-port.ts';

/**
 * Makes the agent known and keeps it known: an agent that never registered is stored but never listed, and registering again is the one
 * heartbeat that adds no row. It also heals a server that lost its database.
 */
export interface Registration {
  /** Registers unless that was done already. */
  ensure(signal: AbortSignal): Promise<Delivery>;
  /** Registers now and then every two minutes or so until the signal aborts; a failure never ends it. */
  keepAlive(signal: AbortSignal): Promise<void>;
}

const HEARTBEAT_MS = 120_000;
/** Up to so much earlier or later, so that a fleet spreads out. */
const JITTER_RATIO = 0.2;

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
  const ensure = async (signal: AbortSignal): Promise<Delivery> => (isRegistered ? { status: 'accepted' } : renew(signal));

  return {
    ensure,
    async keepAlive(signal) {
      for (let call = ensure; !signal.aborted; call = renew) {
        try {
          await call(signal);
          await clock.sleep(Math.round(HEARTBEAT_MS * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random())), signal);
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      }
    },
  };
}

/**
 * Registers before the first delivery. Only a server that does not answer holds the batch back: one that refuses to register may still take data.
 */
export function registering(sink: Sink, registration: Pick<Registration, 'ensure'>): Sink {
  return {
    name: sink.name,
    async deliver(batch, signal) {
      const registered = await registration.ensure(signal);
      if (registered.status === 'retry' && (registered.error as AgentError).code === 'SERVER_UNREACHABLE') return registered;
      return sink.deliver(batch, signal);
    },
    close: () => sink.close(),
  };
}
