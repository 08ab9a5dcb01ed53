import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '@openfinops/core';
import {
  createEvents,
  createMetrics,
  createRegistration,
  createServerClient,
  createServerSink,
  createShipping,
  inspectSpool,
  listDead,
  type Shipping,
} from '@openfinops/runtime';
import { openSpool } from '../../../packages/runtime/src/spool/open-spool.ts';
import { createFakeClock, type FakeClock, type FakeClockOptions } from '../../../packages/testing/src/fake-clock.ts';
import { createFakeLog } from '../../../packages/testing/src/fake-log.ts';
import { createScriptedServer, type ServerStep } from '../../../packages/testing/src/scripted-server.ts';
import { createRng } from '../../oracle/random.ts';
import { recordsIn } from './made-charges.ts';

/** What came to the server. */
export interface LineRequest {
  readonly path: 'register' | 'ingest';
  readonly bytes: number;
  /** Names of the records in it. */
  readonly records: readonly string[];
  readonly batchId: string | null;
  /** By the clock of the line. */
  readonly atMs: number;
}

/** The product's spool on a real directory, its shipper and its client, over real sockets to a scripted server, by a fake clock. */
export interface SendLine {
  readonly clock: FakeClock;
  readonly shipping: Shipping;
  readonly requests: readonly LineRequest[];
  /** Records that the server confirmed, with the ids of the batches in which they came. */
  readonly stored: ReadonlyMap<string, ReadonlySet<string>>;
  accept(batch: Batch): Promise<void>;
  /** Begins to send. */
  start(): void;
  /** Sends; resolves once nothing is queued, rejects after so much real time. */
  untilEmpty(patienceMs?: number): Promise<void>;
  /** Requests that have no answer yet. */
  inFlight(): number;
  /** Records in the dead letters. */
  deadRecords(): Promise<number>;
  filesInQueue(): Promise<number>;
  /** Of all records accepted, less those that are to be dead. */
  settle(dead?: readonly string[]): { readonly owed: number; readonly missing: number; readonly duplicates: number };
  close(): Promise<void>;
}

export interface SendLineOptions extends Pick<FakeClockOptions, 'manual'> {
  readonly seed: number;
  /** What is done with a request; `{}` stores and confirms it. */
  readonly script: (request: LineRequest, line: () => SendLine) => ServerStep;
}

const PATIENCE_MS = 120_000;
const SENDER = { agent_id: 'line-1', hostname: 'line', cloud_provider: 'onprem', region: 'global' };

export async function openSendLine({ seed, script, manual = false }: SendLineOptions): Promise<SendLine> {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-line-'));
  const clock = createFakeClock({ manual });
  const rng = createRng('send line', seed);
  const random = () => rng.int(0, 999_999) / 1e6;
  const events = createEvents({ log: createFakeLog(), metrics: createMetrics(), clock });
  const requests: LineRequest[] = [];
  const stored = new Map<string, Set<string>>();
  const accepted = new Set<string>();
  let inFlight = 0;

  const server = await createScriptedServer(({ path, body }) => {
    const isIngest = path.endsWith('/ingest');
    const { records, batchId } = isIngest ? recordsIn(body.toString()) : { records: [], batchId: null };
    const request = { path: isIngest ? 'ingest' : 'register', bytes: body.length, records, batchId, atMs: clock.monotonicMs() } as const;
    requests.push(request);
    const step = script(request, () => line);
    if (Object.keys(step).length === 0 && batchId !== null) {
      for (const record of records) stored.set(record, (stored.get(record) ?? new Set()).add(batchId));
    }
    return step;
  });
  const client = createServerClient({ url: server.url, agentVersion: '0.0.0', nowMs: clock.nowMs });
  const registration = createRegistration({ client, registrations: () => [SENDER], clock, random, events });
  const sink = createServerSink(client);
  const opened = await openSpool({ dir: join(dir, 'spool'), clock });
  const shipping = createShipping({
    sink: {
      ...sink,
      async deliver(batch, signal) {
        inFlight += 1;
        return await sink.deliver(batch, signal).finally(() => {
          inFlight -= 1;
        });
      },
    },
    // Its heartbeat never ends, and would move the clock for ever.
    registration: { ...registration, keepAlive: async () => {} },
    makeSpool: opened.start,
    saveLedger: undefined,
    clock,
    random,
    events,
  });
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  const start = (): void => {
    running ??= shipping.run(stop.signal);
  };

  const line: SendLine = {
    clock,
    shipping,
    requests,
    stored,
    async accept(batch) {
      for (const record of recordsIn(batch.json).records) accepted.add(record);
      await shipping.accept({ batch, commits: [] });
    },
    start,
    async untilEmpty(patienceMs = PATIENCE_MS) {
      start();
      const late = AbortSignal.timeout(patienceMs);
      await Promise.race([
        shipping.untilEmpty(),
        new Promise((_, reject) => {
          late.addEventListener('abort', () => reject(new Error(`${shipping.counts().queued} batches still wait after ${patienceMs} ms`)));
        }),
      ]);
    },
    inFlight: () => inFlight,
    async deadRecords() {
      let records = 0;
      for (const letter of await listDead(join(dir, 'spool'))) records += letter.records;
      return records;
    },
    async filesInQueue() {
      const { P0, P1, P2 } = (await inspectSpool(join(dir, 'spool'))).queued;
      return P0.files + P1.files + P2.files;
    },
    settle(dead = []) {
      const due = [...accepted].filter((record) => !dead.includes(record));
      const missing = due.filter((record) => !stored.has(record)).length;
      const duplicates = [...stored.values()].filter((batchIds) => batchIds.size > 1).length;
      return { owed: due.length, missing, duplicates };
    },
    async close() {
      stop.abort();
      await running;
      await shipping.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return line;
}
