import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import type { ReadyReason } from './health.ts';
import { type Asked, type ListenWorld, respond, type WatchedAgent } from './respond.ts';

const TOKEN = 'a-long-listen-token';
const DOWN: ReadyReason = {
  reason: 'server-unreachable',
  code: 'SERVER_UNREACHABLE',
  message: `no answer to Bearer ${TOKEN} from https://user:hunter2@hub.example`,
  hint: null,
  sinceMs: Date.UTC(2026, 10, 21, 12),
};

function agentOf(provider: string, reasons: readonly ReadyReason[] = []): WatchedAgent {
  const samples = [{ name: 'openfinops_agent_cycles_total', labels: { result: 'finished' }, value: 7 }];
  return { provider, agentId: `${provider}-1`, reasons: () => reasons, samples: () => samples };
}

function worldOf(parts: Partial<ListenWorld> = {}): ListenWorld {
  const agents = () => [agentOf('onprem')];
  return { agents, isTicking: () => true, processSamples: () => [], token: undefined, allowedHosts: [], ...parts };
}

const ask = (url: string, parts: Partial<Asked> = {}): Asked => ({ method: 'GET', url, host: '127.0.0.1:9464', authorization: undefined, ...parts });
const guarded = (parts: Partial<ListenWorld> = {}) => worldOf({ token: async () => new Secret(TOKEN), ...parts });

describe('what is served', () => {
  it.each([
    { url: '/livez', method: 'GET', status: 200 },
    { url: '/livez', method: 'HEAD', status: 200 },
    { url: '/readyz?verbose', method: 'GET', status: 200 },
    { url: '/metrics', method: 'GET', status: 200 },
    { url: '/metrics', method: 'POST', status: 405 },
    { url: '/livez', method: 'DELETE', status: 405 },
    { url: '/', method: 'GET', status: 404 },
    { url: '/metrics/', method: 'GET', status: 404 },
    { url: '/constructor', method: 'GET', status: 404 },
    { url: '//livez', method: 'GET', status: 404 },
  ])('answers $method $url with $status', async ({ url, method, status }) => {
    const answer = await respond(ask(url, { method }), worldOf());

    expect(answer.status).toBe(status);
  });

  it('refuses a Host that is not its own, whatever is asked', async () => {
    const world = worldOf({ allowedHosts: ['agent'] });

    const statuses = await Promise.all(
      ['/livez', '/readyz', '/metrics', '/nothing'].map(async (url) => (await respond(ask(url, { host: 'evil.example' }), world)).status),
    );
    const named = await respond(ask('/metrics', { host: 'agent:9464' }), world);

    expect(statuses).toEqual([403, 403, 403, 403]);
    expect(named.status).toBe(200);
  });
});

describe('/livez', () => {
  it('fails once the loop stands still', async () => {
    const answer = await respond(ask('/livez'), worldOf({ isTicking: () => false }));

    expect(answer).toMatchObject({ status: 503, body: 'the event loop stands still\n' });
  });
});

describe('/readyz', () => {
  it('is ready when every agent is', async () => {
    const answer = await respond(ask('/readyz'), worldOf());

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ ready: true, reasons: [] });
  });

  it('names each reason, with its agent and since when, and no secret that a message quotes', async () => {
    const agents = () => [agentOf('aws', [DOWN]), agentOf('onprem')];
    new Secret(TOKEN);

    const answer = await respond(ask('/readyz'), worldOf({ agents }));

    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({
      ready: false,
      reasons: [
        {
          provider: 'aws',
          agent_id: 'aws-1',
          reason: 'server-unreachable',
          code: 'SERVER_UNREACHABLE',
          message: expect.stringContaining('no answer to Bearer'),
          hint: null,
          since: '2026-11-21T12:00:00.000Z',
        },
      ],
    });
    expect(answer.body).not.toMatch(/hunter2|a-long-listen-token/);
  });

  it('is not ready before an agent has started', async () => {
    const answer = await respond(ask('/readyz'), worldOf({ agents: () => [] }));

    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ ready: false, reasons: [{ reason: 'starting' }] });
  });

  it.each([
    { reasons: [], status: 200, ready: true },
    { reasons: [DOWN], status: 503, ready: false },
  ])('tells a probe without the token $status, and no reason', async ({ reasons, status, ready }) => {
    const answer = await respond(ask('/readyz'), guarded({ agents: () => [agentOf('onprem', reasons)] }));

    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ ready });
  });

  it('tells the reasons to who brings the token', async () => {
    const world = guarded({ agents: () => [agentOf('onprem', [DOWN])] });

    const answer = await respond(ask('/readyz', { authorization: `Bearer ${TOKEN}` }), world);

    expect(JSON.parse(answer.body)).toMatchObject({ ready: false, reasons: [{ reason: 'server-unreachable' }] });
  });
});

describe('a token', () => {
  it.each([
    { authorization: `Bearer ${TOKEN}`, status: 200 },
    { authorization: `bearer  ${TOKEN}`, status: 200 },
    { authorization: `Bearer ${TOKEN}x`, status: 401 },
    { authorization: 'Bearer x', status: 401 },
    { authorization: `Basic ${Buffer.from(`u:${TOKEN}`).toString('base64')}`, status: 401 },
    { authorization: TOKEN, status: 401 },
    { authorization: '', status: 401 },
    { authorization: undefined, status: 401 },
  ])('opens /metrics for $authorization with $status', async ({ authorization, status }) => {
    const answer = await respond(ask('/metrics', { authorization }), guarded());

    expect(answer.status).toBe(status);
    expect(answer.headers?.['www-authenticate'] !== undefined).toBe(status === 401);
  });

  it('is not asked of a liveness probe', async () => {
    const answer = await respond(ask('/livez'), guarded());

    expect(answer.status).toBe(200);
  });

  it('that is wrong opens not even /readyz', async () => {
    const answer = await respond(ask('/readyz', { authorization: 'Bearer wrong' }), guarded());

    expect(answer.status).toBe(401);
  });

  it('is found when it was replaced', async () => {
    const tokens = ['the-first-token', 'the-second-token'];
    const world = guarded({ token: async () => new Secret(tokens.shift() ?? '') });

    const statuses = [];
    for (let i = 0; i < 2; i += 1) statuses.push((await respond(ask('/metrics', { authorization: 'Bearer the-second-token' }), world)).status);

    expect(statuses).toEqual([401, 200]);
  });

  it('that cannot be read opens nothing', async () => {
    const world = guarded({
      token: async () => {
        throw new Error('no such file');
      },
    });

    const answer = await respond(ask('/metrics', { authorization: `Bearer ${TOKEN}` }), world);

    expect(answer).toMatchObject({ status: 503, body: 'The token cannot be checked: no such file\n' });
  });
});

describe('/metrics', () => {
  it('shows the metrics of every agent under its provider, and those of the process once', async () => {
    const agents = () => [agentOf('aws'), agentOf('onprem')];
    const processSamples = () => [{ name: 'process_resident_memory_bytes', labels: {}, value: 5 }];

    const { contentType, body } = await respond(ask('/metrics'), worldOf({ agents, processSamples }));

    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain('openfinops_agent_cycles_total{result="finished",provider="aws"} 7\n');
    expect(body).toContain('openfinops_agent_cycles_total{result="finished",provider="onprem"} 7\n');
    expect(body).toContain('openfinops_agent_server_outages_total{provider="aws"} 0\n');
    expect(body).toContain('\nprocess_resident_memory_bytes 5\n');
    expect(body.match(/^# TYPE openfinops_agent_cycles_total counter$/gm)).toHaveLength(1);
  });
});
