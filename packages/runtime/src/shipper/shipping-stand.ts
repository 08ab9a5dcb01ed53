import type { Batch, Delivery, Ledger } from '@openfinops/core';
import { createManualClock } from '../schedule/manual-clock.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import { createShipping, type ShippingParts } from './create-shipping.ts';
import { createScriptedSink, recordEvents } from './fakes.ts';
import { createTalkingServer, type Said } from './talking-server.ts';

/** For tests: shipping over a spool in memory to a sink that answers as the list says, on a clock that is advanced by hand. */
export function createShippingStand(script: readonly (Delivery | undefined)[] = [], parts: Partial<ShippingParts> & { maxBatches?: number } = {}) {
  const clock = createManualClock();
  const events = recordEvents();
  const sink = createScriptedSink(script);
  const saved: Ledger[] = [];
  const stop = new AbortController();
  const shipping = createShipping({
    sink,
    registration: { ensure: async () => ({ status: 'accepted' }), keepAlive: async () => {} },
    makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped, maxBatches: parts.maxBatches ?? 100 }),
    saveLedger: async (ledger) => {
      saved.push(ledger);
    },
    clock,
    random: () => 1,
    events,
    ...parts,
  });
  return { clock, events, sink, saved, stop, shipping };
}

/** For tests: the same to a server that is given as what it says to the n-th body, and to the n-th registration. */
export function createTalkingStand(
  answer: (batch: Batch, no: number) => Said,
  answerRegistration?: (no: number) => Said,
  parts: Partial<ShippingParts> = {},
) {
  const clock = createManualClock();
  const server = createTalkingServer(answer, answerRegistration);
  return { server, ...createShippingStand([], { ...server, clock, ...parts }), clock };
}
