import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Charge, chargeToWire } from '@openfinops/core';
import { Secret } from '@openfinops/runtime';
import { createFakeClock, createFakeLog, type FakeClock, type FakeLog } from '@openfinops/testing';
import { SAMPLE_HOUR_MS } from '../../../testing/src/sample-charge.ts';
import { createHub, type Hub } from '../hub.ts';
import { type Changes, createChanges } from '../server/changes.ts';
import { openSqliteStore, type SqliteStore } from '../store/sqlite-store.ts';

export interface TestHub {
  readonly hub: Hub;
  readonly store: SqliteStore;
  readonly clock: FakeClock;
  readonly log: FakeLog;
  readonly changes: Changes;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Text goes as it is, anything else as JSON. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

export interface TestHubOptions {
  readonly tokens?: readonly string[];
  readonly allowedHosts?: readonly string[];
  readonly maxBodyBytes?: number;
  /** How long news wait for more before they are told. */
  readonly gatherMs?: number;
}

/** When the sample hour is over. */
export const NOW_MS = SAMPLE_HOUR_MS + 3_660_000;

/** A hub over a database in a directory of its own, without a socket. */
export function openTestHub({ tokens = [], allowedHosts = [], maxBodyBytes = 1_000_000, gatherMs = 2000 }: TestHubOptions = {}): TestHub {
  const directory = mkdtempSync(join(tmpdir(), 'hub-'));
  const store = openSqliteStore(join(directory, 'hub.db'), { maxBodyBytes });
  const [clock, log] = [createFakeClock({ nowMs: NOW_MS }), createFakeLog()];
  const changes = createChanges({ listeners: 10, gatherMs });
  const options = { tokens: tokens.map((token) => new Secret(token)), allowedHosts };
  const hub = createHub({ store, clock, log, options, changes });
  return {
    hub,
    store,
    clock,
    log,
    changes,
    get: async (path, headers = {}) => hub.app.request(`http://localhost${path}`, { headers }),
    post: async (path, body, headers = {}) =>
      hub.app.request(`http://localhost${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    async close() {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export const REGISTRATION = { agent_id: 'aws-1', hostname: 'ip-10-0-0-5', cloud_provider: 'aws', region: 'us-west-2', config: { interval_s: 300 } };

export interface BodySample {
  readonly batchId?: string;
  readonly charges?: readonly Charge[];
  /** In place of, or beside, the fields of a cost batch. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A body of ours; a cost batch unless `metrics` says otherwise. */
export function sampleBody({ batchId = 'batch-00000001', charges = [], metrics = {}, body = {} }: BodySample = {}) {
  return {
    agent_id: 'aws-1',
    timestamp: NOW_MS / 1000,
    hostname: 'ip-10-0-0-5',
    cloud_provider: 'aws',
    region: 'us-west-2',
    metrics: {
      schema: 'openfinops.batch/1',
      kind: 'cost',
      batch_id: batchId,
      cycle_id: 'cycle-1',
      part: 1,
      expires: null,
      agent_version: '0.1.0',
      window: { start: SAMPLE_HOUR_MS / 1000, end: NOW_MS / 1000 },
      resources: [],
      charges: charges.map(chargeToWire),
      ...metrics,
    },
    events: [],
    traces: [],
    ...body,
  };
}
