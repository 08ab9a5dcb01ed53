import type { WireBatch } from '@openfinops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../../../testing/src/reference-server.ts';
import { createServerClient, type ServerClient } from './client.ts';

const signal = new AbortController().signal;
const registration = {
  agent_id: 'aws-123456789012-a5042f8b',
  hostname: 'ip-10-0-0-5',
  cloud_provider: 'aws',
  region: 'us-west-2',
  config: { interval_s: 300 },
};

/** One of each kind, with names that are hard on parsers. */
function wireBatches(): WireBatch[] {
  const frame = {
    agent_id: registration.agent_id,
    timestamp: 1_795_244_400.123,
    hostname: 'ip-10-0-0-5',
    cloud_provider: 'aws',
    region: 'us-west-2',
    events: [],
    traces: [],
  };
  const envelope = {
    schema: 'openfinops.batch/1',
    cycle_id: 'cycle-1',
    expires: null,
    agent_version: '0.1.0',
    window: { start: 1_795_240_800, end: 1_795_244_400 },
  } as const;
  const summary = { resources: { running: 1 }, list_usd_per_hour: '0.192', effective_usd_per_hour: null, unpriced: [] };
  return [
    { ...frame, metrics: { ...envelope, kind: 'cost', batch_id: 'batch-cost-1', part: 1, resources: [], charges: [] } },
    {
      ...frame,
      metrics: {
        ...envelope,
        kind: 'use',
        batch_id: 'batch-use-1',
        part: 2,
        series: [
          {
            resource_id: 'id "quoted" \\ Zoë \u{1f600} \u2028',
            name: 'cpu.utilization',
            unit: '1',
            statistic: 'average',
            start: 1_795_240_800,
            step_s: 300,
            values: [0.12, null, 0.4],
          },
        ],
        allocations: [],
        findings: [],
      },
    },
    {
      ...frame,
      events: [{ kind: 'gap', class: 'P2', reason: 'spool-full', from: 1_795_240_800, to: 1_795_240_900, records: 12, at: 1_795_244_400 }],
      metrics: {
        ...envelope,
        kind: 'cycle',
        batch_id: 'batch-cycle-1',
        part: 3,
        summary,
        scopes: [],
        coverage: { shortest_life_s: null, not_covered: [] },
        own_cost: { calls: 0, billed_units: 0, usd: '0', usd_per_month: '0' },
        parts: 3,
      },
    },
  ];
}

describe('the reference server', () => {
  let server: ReferenceServer;
  let client: ServerClient;
  const get = async (path: string) => (await fetch(`${server.url}${path}`)).json() as Promise<Record<string, unknown>>;
  beforeEach(async () => {
    server = await createReferenceServer({ nowMs: () => 1_795_244_410_000 });
    client = createServerClient({ url: server.url, agentVersion: '0.1.0', nowMs: () => 0 });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('accepts every kind of batch and returns it whole', async () => {
    const batches = wireBatches();

    for (const wire of batches) {
      const json = JSON.stringify(wire);
      const { kind, batch_id, part } = wire.metrics;
      const delivery = await client.ingest({ id: batch_id, kind, cycleId: 'cycle-1', part, expiresMs: null, records: 1, json }, signal);
      expect(delivery).toEqual({ status: 'accepted' });
    }

    const { telemetry, count } = await get('/api/v1/telemetry/recent?hours=24');
    const returned = (telemetry as (WireBatch & { id: number; created_at: string })[]).map(({ id: _, created_at: __, ...wire }) => wire);
    expect(count).toBe(3);
    expect(returned).toEqual(batches);
  });

  it('lists an agent once it has registered, with its configuration', async () => {
    await client.register(registration, signal);

    const { agents } = await get('/api/v1/agents');

    expect(agents).toMatchObject([{ ...registration, status: 'healthy', last_heartbeat: 1_795_244_410 }]);
  });

  it.each([
    { name: 'a locked database, for the registration', path: 'register' },
    { name: 'a locked database, for a batch', path: 'ingest' },
  ] as const)('says no more than 500 of $name, which may be the batch or the server', async ({ path }) => {
    server.setLocked(true);
    const batch = { id: 'b', kind: 'cost', cycleId: 'c', part: 1, expiresMs: null, records: 1, json: '{"agent_id":"a"}' } as const;

    const delivery = path === 'register' ? await client.register(registration, signal) : await client.ingest(batch, signal);

    expect(delivery).toMatchObject({ status: 'retry', trouble: 'suspect', error: { code: 'SERVER_UNREACHABLE' } });
  });

  it('lists an agent again that registers again after its database was wiped', async () => {
    await client.register(registration, signal);
    server.wipe();
    const between = (await get('/api/v1/agents')).agents;

    await client.register(registration, signal);

    expect(between).toEqual([]);
    expect((await get('/api/v1/agents')).agents).toMatchObject([registration]);
  });

  it('stores twice what comes twice, under the id by which a reader can tell', async () => {
    const [wire] = wireBatches();
    const { kind, batch_id: id, part } = wire?.metrics ?? { kind: 'cost', batch_id: '', part: 0 };
    const batch = { id, kind, cycleId: 'cycle-1', part, expiresMs: null, records: 1, json: JSON.stringify(wire) } as const;

    await client.ingest(batch, signal);
    await client.ingest(batch, signal);

    expect(server.rows.map(({ metrics }) => (metrics as { batch_id: string }).batch_id)).toEqual([id, id]);
  });

  it('offers nothing, so that bodies stay plain', async () => {
    await client.register(registration, signal);

    expect(client.capabilities()).toEqual({ gzip: false, maxBodyBytes: null });
  });
});
