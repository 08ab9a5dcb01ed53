import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch, type BatchWithCommits, type Clock, emptyLedger } from '@openfinops/core';
import { createServerClient } from '../server/client.ts';
import { createShipping } from '../shipper/create-shipping.ts';
import type { Events } from '../shipper/events-port.ts';
import { recordEvents } from '../shipper/fakes.ts';
import { createRegistration } from '../shipper/registration.ts';
import { createServerSink } from '../sinks/server-sink.ts';
import { createMemorySpool } from '../spool/memory-spool.ts';
import { openState } from '../state/state.ts';
import { runDaemon } from './run-daemon.ts';

/**
 * For the kill test: an agent in a process of its own, with everything real but the cloud. Its truth is simple: every 5 ms that it
 * runs an "hour" ends, each hour is one charge, and the ledger's time is the last hour reported. What is spooled and what is delivered goes to stdout.
 */
const [url = '', dir = '', endedHours = '0'] = process.argv.slice(2);
const startedMs = performance.now();
const SCOPE = 'aws/1/us-west-2/ec2';
const HOUR_MS = 5;
const CHARGES_PER_BATCH = 4;

const clock: Clock = {
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
};
const events: Events = {
  ...recordEvents(),
  batchSpooled: ({ batch }) => process.stdout.write(`spooled ${batch.id}\n`),
  batchDelivered: ({ batch }) => process.stdout.write(`delivered ${batch.id}\n`),
};
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const state = await openState(dir, { nowMs: Date.now });
const agentId = await state.keepAgentId(() => 'aws-1-killed');
const client = createServerClient({ url, agentVersion: '0.0.0', nowMs: Date.now });
const registration = { agent_id: agentId, hostname: 'h', cloud_provider: 'aws', region: 'us-west-2' };
const shipping = createShipping({
  sink: createServerSink(client),
  registration: createRegistration({ client, registrations: () => [registration], clock, random: Math.random, events }),
  makeSpool: ({ onDropped }) => createMemorySpool({ clock, onDropped }),
  saveLedger: (ledger) => state.saveLedger(ledger),
  clock,
  random: Math.random,
  events,
});

let reportedHour = state.memory.ledgers.get(SCOPE)?.atMs ?? -1;
let cycles = 0;

async function* cycle(): AsyncGenerator<BatchWithCommits, void> {
  cycles += 1;
  const cycleId = `${process.pid}-${cycles}`;
  const hour = Number(endedHours) + Math.floor((performance.now() - startedMs) / HOUR_MS);
  const hours = Array.from({ length: Math.max(0, hour - reportedHour) }, (_, i) => reportedHour + 1 + i);
  const batches: Batch[] = [];
  for (let at = 0; at < hours.length; at += CHARGES_PER_BATCH)
    batches.push(toBatch(cycleId, batches.length + 1, 'cost', hours.slice(at, at + CHARGES_PER_BATCH)));
  batches.push(toBatch(cycleId, batches.length + 1, 'cycle', []));
  const ledger = { ...emptyLedger(SCOPE), atMs: hour };
  for (const [index, batch] of batches.entries()) yield { batch, commits: index === batches.length - 1 ? [{ scope: SCOPE, ledger }] : [] };
  reportedHour = hour;
}

function toBatch(cycleId: string, part: number, kind: 'cost' | 'cycle', hours: readonly number[]): Batch {
  const id = `${cycleId}-${part}`;
  const charges = hours.map((hour) => ({ id: `charge-${hour}`, effective_cost: `0.${hour}1` }));
  const json = JSON.stringify({ agent_id: agentId, timestamp: Date.now() / 1000, metrics: { kind, batch_id: id, charges }, events: [], traces: [] });
  return { id, kind, cycleId, part, expiresMs: null, records: hours.length, json };
}

/** Cycle after cycle, so that it is always under load. */
const schedule = {
  async run(task: () => Promise<void>, signal: AbortSignal) {
    while (!signal.aborted) {
      await task();
      await sleep(20);
    }
  },
};

await runDaemon({ cycle, shipping, schedule, clock, events, signal: stop.signal });
