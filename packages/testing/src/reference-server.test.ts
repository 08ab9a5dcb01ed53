import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from './reference-server.ts';

const START_MS = 1_795_240_800_000;
const agent = { agent_id: 'a-1', hostname: 'h', cloud_provider: 'aws', region: 'us-west-2' };

describe('createReferenceServer', () => {
  let server: ReferenceServer;
  let nowMs = START_MS;
  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const ingest = (body: unknown) => post('/api/v1/telemetry/ingest', JSON.stringify(body));
  const register = (body: unknown) => post('/api/v1/agents/register', JSON.stringify(body));
  // biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is what the tests look at
  const get = async (path: string): Promise<any> => (await fetch(`${server.url}${path}`)).json();
  beforeEach(async () => {
    nowMs = START_MS;
    server = await createReferenceServer({ nowMs: () => nowMs });
  });
  afterEach(() => server.close());

  it.each([
    { name: 'an array', path: '/api/v1/telemetry/ingest', body: '[]', status: 400, answer: { error: 'Invalid telemetry data' } },
    { name: 'no agent_id', path: '/api/v1/telemetry/ingest', body: '{"metrics":{}}', status: 400, answer: { error: 'Invalid telemetry data' } },
    { name: 'malformed JSON', path: '/api/v1/telemetry/ingest', body: '{"agent_id":', status: 500, answer: { error: 'Internal server error' } },
    { name: 'gzip', path: '/api/v1/telemetry/ingest', body: gzipSync('{"agent_id":"a"}'), status: 500, answer: { error: 'Internal server error' } },
    {
      name: 'an agent_id that is no text',
      path: '/api/v1/telemetry/ingest',
      body: '{"agent_id":{}}',
      status: 500,
      answer: { error: 'Internal server error' },
    },
    {
      name: 'a registration without a region',
      path: '/api/v1/agents/register',
      body: '{"agent_id":"a"}',
      status: 400,
      answer: { error: 'Missing required fields' },
    },
    { name: 'malformed registration', path: '/api/v1/agents/register', body: 'x', status: 500, answer: { error: 'Internal server error' } },
  ])('answers $name with $status', async ({ path, body, status, answer }) => {
    const response = await post(path, body);

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(answer);
    expect(server.rows).toEqual([]);
  });

  it.each([{ headers: { 'content-type': 'text/plain' } }, { headers: { 'content-encoding': 'gzip' } }])(
    'answers $headers with 500',
    async ({ headers }) => {
      const response = await post('/api/v1/telemetry/ingest', '{"agent_id":"a"}', headers);

      expect(response.status).toBe(500);
    },
  );

  it('confirms what it takes and closes the connection', async () => {
    const response = await ingest({ ...agent, metrics: {} });

    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ status: 'success', message: 'Telemetry data received' });
  });

  it('keeps eight fields, loses the rest without a word, and dedupes nothing', async () => {
    const body = { ...agent, timestamp: START_MS / 1000, metrics: { a: 1 }, events: [1], traces: [2], services: { lost: true } };
    await ingest(body);
    await ingest(body);

    const { telemetry, count, hours } = await get('/api/v1/telemetry/recent');

    const { services: _, ...kept } = body;
    expect({ count, hours }).toEqual({ count: 2, hours: 24 });
    expect(telemetry).toEqual([1, 2].map((id) => ({ id, ...kept, created_at: '2026-11-21 06:00:00' })));
  });

  it('gives the newest first, at most 1,000, and takes a text for the newest of all', async () => {
    const ages = Array.from({ length: 1005 }, (_, i) => 1005 - i);
    while (ages.length > 0) await Promise.all(ages.splice(0, 67).map((ageS) => ingest({ ...agent, timestamp: START_MS / 1000 - ageS })));
    await ingest({ ...agent, timestamp: '1999-01-01T00:00:00Z' });

    const { telemetry } = await get('/api/v1/telemetry/recent?hours=1');

    expect(telemetry).toHaveLength(1000);
    expect(telemetry[0].timestamp).toBe('1999-01-01T00:00:00Z');
    expect(telemetry[1].timestamp).toBe(START_MS / 1000 - 1);
  });

  it.each([
    { ageS: 299, status: 'healthy' },
    { ageS: 300, status: 'warning' },
    { ageS: 899, status: 'warning' },
    { ageS: 900, status: 'offline' },
  ])('calls an agent $status $ageS s after its heartbeat', async ({ ageS, status }) => {
    await register({ ...agent, config: { interval_s: 300 } });
    nowMs += ageS * 1000;

    const { agents } = await get('/api/v1/agents');

    expect(agents).toMatchObject([{ ...agent, config: { interval_s: 300 }, status }]);
  });

  it('stores what an agent sends that never registered, and does not list it', async () => {
    const response = await ingest(agent);

    expect(response.status).toBe(200);
    expect(await get('/api/v1/agents')).toEqual({ agents: [] });
  });

  it('takes an ingest of a registered agent for a heartbeat, and a new registration for a new start', async () => {
    await register({ ...agent, config: { a: 1 } });
    nowMs += 600_000;
    await ingest(agent);
    const afterIngest = await get('/api/v1/agents');
    await register(agent);

    const { agents } = await get('/api/v1/agents');

    expect(afterIngest.agents[0]).toMatchObject({ status: 'healthy', registered_at: '2026-11-21 06:00:00' });
    expect(agents[0]).toMatchObject({ config: {}, registered_at: '2026-11-21 06:10:00' });
  });

  it('sums up the last hour, and breaks on events that are no list', async () => {
    await register(agent);
    await ingest({ ...agent, events: [1, 2] });

    const summary = await get('/api/v1/metrics/summary');
    await ingest({ ...agent, events: 7 });
    const broken = await fetch(`${server.url}/api/v1/metrics/summary`);

    expect(summary).toMatchObject({
      total_agents: 1,
      total_events_last_hour: 2,
      average_events_per_agent: 2,
      data_points: 1,
      timestamp: START_MS / 1000,
    });
    expect(broken.status).toBe(500);
  });

  it('says that it is healthy', async () => {
    nowMs += 5000;

    expect(await get('/health')).toEqual({ status: 'healthy', timestamp: START_MS / 1000 + 5, version: '1.0.0', uptime: 5 });
  });

  it('breaks on whatever writes while its database is locked, and on nothing else', async () => {
    await register(agent);
    server.setLocked(true);

    const during = [(await ingest(agent)).status, (await register(agent)).status, (await get('/api/v1/agents')).agents.length];
    server.setLocked(false);

    expect(during).toEqual([500, 500, 1]);
    expect((await ingest(agent)).status).toBe(200);
  });

  it('knows nobody and nothing once its database is wiped', async () => {
    await register(agent);
    await ingest(agent);

    server.wipe();

    expect(await get('/api/v1/agents')).toEqual({ agents: [] });
    expect((await get('/api/v1/telemetry/recent')).count).toBe(0);
  });

  it('comes back on its port with what it had stored', async () => {
    await ingest(agent);
    await server.kill();
    const whileDown = await ingest(agent).catch(() => 'unreachable');

    await server.restart();

    expect(whileDown).toBe('unreachable');
    expect((await get('/api/v1/telemetry/recent')).count).toBe(1);
  });
});
