import type { Log } from '@openfinops/core';
import {
  createEvents,
  createMemorySpool,
  createRegistration,
  createServerClient,
  createServerSink,
  createShipping,
  everyInterval,
  type Poster,
  toRegistration,
} from '@openfinops/runtime';
import { createRng } from '../../oracle/random.ts';
import type { HerdAgent, HerdWorld } from './herd.ts';

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => SILENT };
const NO_METRICS = { add() {}, set() {} };
const KEEP_ALIVE: Poster['close'] = async () => {};

/**
 * The product's own way from a cycle to the server, on the herd's clock: schedule and phase, spool, shipper, circuit, backoff, drain, client and
 * heartbeat. Its cycle makes one batch; it has no network and no disk.
 */
export function startRealAgent(no: number, { clock, server, intervalMs, startMs }: HerdWorld): HerdAgent {
  const agentId = `onprem-${no.toString(16).padStart(12, '0')}-herd`;
  const random = createRng('herd', agentId).unit;
  const events = createEvents({ log: SILENT, metrics: NO_METRICS, clock });
  const client = createServerClient({ url: 'http://herd', agentVersion: '0.0.0', nowMs: clock.nowMs, poster: { ...server, close: KEEP_ALIVE } });
  const registration = toRegistration({
    agentId,
    hostname: 'herd',
    provider: 'onprem',
    region: 'global',
    agentVersion: '0.0.0',
    intervalMs,
    scopes: [],
  });
  const shipping = createShipping({
    sink: createServerSink(client),
    registration: createRegistration({ client, registrations: () => [registration], clock, random, events }),
    makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped }),
    saveLedger: undefined,
    clock,
    random,
    events,
  });
  const stop = new AbortController();
  const schedule = everyInterval({ intervalMs, agentId, clock, onSkipped: () => {} });
  let cycles = 0;
  const cycle = async (): Promise<void> => {
    cycles += 1;
    const id = `${agentId}-${cycles}`;
    await shipping.accept({ batch: { id, kind: 'cost', cycleId: id, part: 1, expiresMs: null, records: 1, json: `{"id":"${id}"}` }, commits: [] });
  };
  const run = async (): Promise<void> => {
    await clock.sleep(startMs);
    await Promise.all([shipping.run(stop.signal), schedule.run(cycle, stop.signal)]);
  };
  const running = run();
  return {
    made: () => cycles,
    delivered: () => cycles - shipping.counts().queued,
    async stop() {
      stop.abort();
      await running;
    },
  };
}
