import { gunzipSync } from 'node:zlib';
import type { Batch, WireRegistration } from '@openfinops/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createScriptedServer, type ScriptedServer, type ServerScript } from '../../../testing/src/scripted-server.ts';
import { createServerClient, type ServerClient, type ServerClientOptions } from './client.ts';
import { POST_LIMITS } from './post-json.ts';

const signal = new AbortController().signal;
const registration: WireRegistration = {
  agent_id: 'aws-1-a5042f8b',
  hostname: 'h',
  cloud_provider: 'aws',
  region: 'us-west-2',
  config: { interval_s: 300 },
};
const batch: Batch = {
  id: '019c1c0e-6e40-7b1a-9a55-0c6f3f1f2a11',
  kind: 'cost',
  cycleId: 'c',
  part: 1,
  expiresMs: null,
  records: 1,
  json: `{"a":"${'x'.repeat(2000)}é"}`,
};
const offersGzip = {
  status: 'success',
  message: 'Agent registered',
  capabilities: { encodings: ['gzip'], max_body_bytes: 1_048_576, idempotency: true },
};

describe('createServerClient', () => {
  let server: ScriptedServer | undefined;
  let client: ServerClient | undefined;
  const start = async (script: ServerScript, options: Partial<ServerClientOptions> = {}) => {
    server = await createScriptedServer(script);
    client = createServerClient({ url: server.url, agentVersion: '0.1.0', nowMs: () => 0, ...options });
    return { server, client };
  };
  afterEach(async () => {
    await client?.close();
    await server?.close();
  });

  it('posts a batch as its very bytes, with its id as the idempotency key', async () => {
    const { server, client } = await start([{}]);

    const delivery = await client.ingest(batch, signal);

    const request = server.requests[0];
    expect(delivery).toEqual({ status: 'accepted' });
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/telemetry/ingest' });
    expect(request?.body.toString()).toBe(batch.json);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': '"019c1c0e-6e40-7b1a-9a55-0c6f3f1f2a11"',
      'user-agent': 'openfinops-agent/0.1.0',
    });
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers).not.toHaveProperty('content-encoding');
  });

  it('keeps the path of the address it was given', async () => {
    const server = await createScriptedServer();
    const client = createServerClient({ url: `${server.url}/finops/`, agentVersion: '0', nowMs: () => 0 });

    await client.register(registration, signal);

    expect(server.requests[0]?.path).toBe('/finops/api/v1/agents/register');
    await client.close();
    await server.close();
  });

  it('registers with what it was given', async () => {
    const { server, client } = await start([{ body: { status: 'success', message: 'Agent registered' } }]);

    const delivery = await client.register(registration, signal);

    expect(delivery.status).toBe('accepted');
    expect(JSON.parse(server.requests[0]?.body.toString() ?? '')).toEqual(registration);
  });

  it('asks for the token before every call', async () => {
    const tokens = ['old', 'new'];
    const { server, client } = await start([{}], { token: async () => tokens.shift() });

    await client.ingest(batch, signal);
    await client.ingest(batch, signal);

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('sends nothing while the token cannot be read, and keeps the data', async () => {
    const { server, client } = await start([{}], { token: () => Promise.reject(new Error('EACCES')) });

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toMatchObject({ status: 'retry', error: { code: 'SERVER_REFUSED', message: 'the token cannot be read' } });
    expect(server.requests).toHaveLength(0);
  });

  it('compresses only after the server offered it', async () => {
    const { server, client } = await start([{}, { body: offersGzip }, {}]);

    await client.ingest(batch, signal);
    await client.register(registration, signal);
    await client.ingest(batch, signal);

    const [before, , after] = server.requests;
    expect(before?.headers).not.toHaveProperty('content-encoding');
    expect(after?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(after?.body ?? Buffer.of()).toString()).toBe(batch.json);
    expect(client.capabilities()).toEqual({ gzip: true, maxBodyBytes: 1_048_576 });
  });

  it('stops compressing when the server that answers now does not offer it', async () => {
    const { server, client } = await start([{ body: offersGzip }, { body: { status: 'success' } }, {}]);
    await client.register(registration, signal);
    await client.register(registration, signal);

    await client.ingest(batch, signal);

    expect(server.requests[2]?.headers).not.toHaveProperty('content-encoding');
  });

  it('sends a body plain that was refused in gzip, and goes on plain', async () => {
    const { server, client } = await start([{ body: offersGzip }, { status: 415, body: '' }, {}]);
    await client.register(registration, signal);

    const delivery = await client.ingest(batch, signal);
    await client.ingest(batch, signal);

    expect(delivery).toEqual({ status: 'accepted' });
    expect(server.requests.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip', undefined, undefined]);
  });

  it('sends once more at once what a kept connection lost when it was used again', async () => {
    const { server, client } = await start([{}, { cut: 'at-once' }, {}]);
    await client.ingest(batch, signal);

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toEqual({ status: 'accepted' });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[2]?.body).toEqual(server.requests[1]?.body);
  });

  it.each([
    { name: 'a fresh connection', script: [{ cut: 'at-once' }] },
    { name: 'a connection after one that was closed', script: [{ headers: { connection: 'close' } }, { cut: 'at-once' }] },
    { name: 'a kept connection and then the fresh one', script: [{}, { cut: 'at-once' }, { cut: 'at-once' }] },
  ] as const)('leaves it to the backoff when $name is cut', async ({ script }) => {
    const { server, client } = await start(script);
    for (const step of script) if (!('cut' in step)) await client.ingest(batch, signal);

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toMatchObject({ status: 'retry', error: { code: 'SERVER_UNREACHABLE' } });
    expect(server.requests).toHaveLength(script.length);
  });

  it('hands on what the server warns of', async () => {
    const warned: string[][] = [];
    const body = { status: 'success', warnings: ['CLOCK_AHEAD', { code: 'X' }] };
    const { client } = await start([{ body }], { onWarnings: (warnings) => warned.push([...warnings]) });

    await client.ingest(batch, signal);

    expect(warned).toEqual([['CLOCK_AHEAD', '{"code":"X"}']]);
  });

  it('does not follow a redirect', async () => {
    const { server, client } = await start([{ status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } }]);

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toMatchObject({ status: 'retry', error: { code: 'SERVER_REFUSED' } });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    { name: 'cut before the answer', step: { cut: 'at-once' }, code: 'SERVER_UNREACHABLE', says: 'the connection was cut' },
    { name: 'cut in the middle of the answer', step: { cut: 'mid-body' }, code: 'REPLY_UNCONFIRMED', says: 'cut off or too large' },
    { name: 'larger than any answer of ours', step: { body: 'x'.repeat(70_000) }, code: 'REPLY_UNCONFIRMED', says: 'cut off or too large' },
    { name: 'begun and never ended', step: { cut: 'stall' }, code: 'SERVER_UNREACHABLE', says: 'no whole answer in time' },
    { name: 'never given', step: { cut: 'never' }, code: 'SERVER_UNREACHABLE', says: 'no whole answer in time' },
  ] as const)('keeps the data when the answer is $name', async ({ step, code, says }) => {
    const { client } = await start([step], { limits: { ...POST_LIMITS, totalMs: 300 } });

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toMatchObject({ status: 'retry', error: { code, message: expect.stringContaining(says) } });
  });

  it('keeps the data when nobody listens, and says what to do', async () => {
    const { server, client } = await start([{}]);
    await server.close();

    const delivery = await client.ingest(batch, signal);

    expect(delivery).toMatchObject({
      status: 'retry',
      error: { code: 'SERVER_UNREACHABLE', message: `no server at ${server.url}: nothing listens there`, hint: expect.stringContaining('--server') },
    });
  });

  it.each([{ cut: 'never' }, { cut: 'stall' }] as const)('rejects with an AbortError when it is aborted on the way ($cut)', async ({ cut }) => {
    const stop = new AbortController();
    const { client } = await start(() => {
      setTimeout(() => stop.abort(), 50);
      return { cut };
    });

    const delivering = client.ingest(batch, stop.signal);

    await expect(delivering).rejects.toMatchObject({ name: 'AbortError' });
  });
});
