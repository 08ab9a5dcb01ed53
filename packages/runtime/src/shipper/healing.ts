import type { Delivery, Sink, Trouble } from '@openfinops/core';
import type { Registration } from './registration.ts';

/** The token may have been replaced, or the server may have lost its database. */
const CURABLE: readonly (Trouble | undefined)[] = ['access', 'unknown-agent'];

/**
 * Does at once what may help when a server does not know the sender: after a refused token once more (the token is read again for every call), then
 * a new registration and once more. That is done once until something passes; after that the server is asked at the pace of its backoff.
 */
export function healing(sink: Sink, registration: Pick<Registration, 'ensure'>): Sink {
  let isSpent = false;
  return {
    ...sink,
    async deliver(batch, signal) {
      const first = await sink.deliver(batch, signal);
      if (first.status === 'accepted' || first.status === 'partial') isSpent = false;
      if (isSpent || !isCurable(first)) return first;
      isSpent = true;
      const second = first.trouble === 'access' ? await sink.deliver(batch, signal) : first;
      if (!isCurable(second)) return second;
      const registered = await registration.ensure(signal, true);
      return registered.status === 'accepted' ? await sink.deliver(batch, signal) : second;
    },
  };
}

function isCurable(delivery: Delivery): delivery is Extract<Delivery, { status: 'retry' }> {
  return delivery.status === 'retry' && CURABLE.includes(delivery.trouble);
}
