import { afterEach, describe, expect, it } from 'vitest';
import { sampleCharge } from '../../../testing/src/sample-charge.ts';
import { NOW_MS, openTestHub, REGISTRATION, sampleBody, type TestHub } from '../test/test-hub.ts';

const REGISTER = '/api/v1/agents/register';
const INGEST = '/api/v1/telemetry/ingest';

let open: TestHub | undefined;
function openHub(): TestHub {
  open = openTestHub();
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('the six calls', () => {
  it('GET /health says that it serves', async () => {
    const hub = openHub();
    await hub.clock.advance(2500);

    const reply = await hub.get('/health');

    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({ status: 'healthy', timestamp: NOW_MS / 1000 + 2.5, version: '0.1.0', uptime: 2.5 });
  });

  it('POST /api/v1/agents/register confirms, and offers what the reference server has not', async () => {
    const hub = openHub();

    const reply = await hub.post(REGISTER, REGISTRATION);

    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      status: 'success',
      message: 'Agent registered',
      capabilities: { encodings: ['gzip'], max_body_bytes: 1_048_576, idempotency: true },
    });
  });

  it('POST /api/v1/telemetry/ingest confirms with counts', async () => {
    const hub = openHub();
    await hub.post(REGISTER, REGISTRATION);

    const reply = await hub.post(INGEST, sampleBody({ charges: [sampleCharge()] }));

    expect(reply.status).toBe(200);
    const counts = { accepted: 1, duplicate: false, rejected: [], warnings: [] };
    expect(await reply.json()).toEqual({ status: 'success', message: 'Telemetry data received', ...counts });
  });

  it.each([
    { silentMs: 299_999, status: 'healthy' },
    { silentMs: 300_000, status: 'warning' },
    { silentMs: 899_999, status: 'warning' },
    { silentMs: 900_000, status: 'offline' },
  ])('GET /api/v1/agents calls an agent silent for $silentMs ms $status', async ({ silentMs, status }) => {
    const hub = openHub();
    await hub.post(REGISTER, REGISTRATION);
    await hub.clock.advance(silentMs);

    const reply = await hub.get('/api/v1/agents');

    expect(await reply.json()).toEqual({
      agents: [{ ...REGISTRATION, last_heartbeat: NOW_MS / 1000, status, registered_at: '2026-11-21 11:01:00' }],
    });
  });

  it('GET /api/v1/telemetry/recent gives bodies back as they came', async () => {
    const hub = openHub();
    const body = {
      agent_id: 'python-1',
      timestamp: 1_795_240_800.25,
      hostname: 'h',
      cloud_provider: 'azure',
      region: 'eastus',
      metrics: { cpu: 0.5 },
    };
    await hub.post(INGEST, { ...body, events: [{ kind: 'x' }], services: { ec2: 1 } });

    const reply = await hub.get('/api/v1/telemetry/recent?hours=1');

    const row = { id: 1, ...body, events: [{ kind: 'x' }], traces: [], created_at: '2026-11-21 11:01:00' };
    expect(await reply.json()).toEqual({ telemetry: [row], count: 1, hours: 1, truncated: false });
  });

  it('GET /api/v1/metrics/summary counts the last hour', async () => {
    const hub = openHub();
    await hub.post(REGISTER, REGISTRATION);
    await hub.post(REGISTER, { ...REGISTRATION, agent_id: 'aws-2' });
    await hub.clock.advance(600_000);
    await hub.post(INGEST, { agent_id: 'aws-1', metrics: {}, events: [1, 2, 3] });

    const reply = await hub.get('/api/v1/metrics/summary');

    const agents = { total_agents: 2, healthy_agents: 1, offline_agents: 1 };
    const hour = { total_events_last_hour: 3, average_events_per_agent: 1.5, data_points: 1 };
    expect(await reply.json()).toEqual({ ...agents, ...hour, timestamp: NOW_MS / 1000 + 600 });
  });

  it.each([
    { method: 'GET', path: '/nowhere', status: 404, error: 'Not found' },
    { method: 'POST', path: '/health', status: 405, error: 'The method must be GET' },
    { method: 'GET', path: INGEST, status: 405, error: 'The method must be POST' },
    { method: 'DELETE', path: REGISTER, status: 405, error: 'The method must be POST' },
  ])('answers $method $path with $status as JSON', async ({ method, path, status, error }) => {
    const hub = openHub();

    const reply = await hub.hub.app.request(`http://localhost${path}`, { method });

    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({ error });
  });

  it('sends every answer with headers that keep a browser from running anything that is not the hub’s own', async () => {
    const hub = openHub();

    const replies = [await hub.get('/'), await hub.get('/nowhere'), await hub.get('/api/v1/agents', { host: 'evil.example' })];

    for (const { headers } of replies) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
