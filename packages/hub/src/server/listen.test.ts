import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestHub, REGISTRATION, sampleBody, type TestHub } from '../test/test-hub.ts';
import type { Listening } from './listen.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

let hub: TestHub | undefined;
let listening: Listening | undefined;
async function listen(): Promise<string> {
  hub = openTestHub();
  listening = await hub.hub.listen(LOOPBACK);
  return listening.url;
}
afterEach(async () => {
  await listening?.close();
  await hub?.close();
  [hub, listening] = [undefined, undefined];
});

const json = { 'Content-Type': 'application/json' };

describe('a listening hub', () => {
  it('answers on a socket, and keeps the connection', async () => {
    const url = await listen();

    const replies = [
      await fetch(`${url}/api/v1/agents/register`, { method: 'POST', headers: json, body: JSON.stringify(REGISTRATION) }),
      await fetch(`${url}/api/v1/telemetry/ingest`, { method: 'POST', headers: json, body: JSON.stringify(sampleBody()) }),
    ];

    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(replies[0]?.headers.get('connection')).toBe('keep-alive');
  });

  it('refuses a body that grows beyond 8 MiB without having said so', async () => {
    const url = await listen();
    const sending = request(`${url}/api/v1/telemetry/ingest`, { method: 'POST', headers: { ...json, 'Transfer-Encoding': 'chunked' } });
    sending.on('error', () => {});

    for (let megabytes = 0; megabytes < 9; megabytes += 1) sending.write(Buffer.alloc(1_048_576, 0x20));
    const [reply] = await once(sending, 'response');

    expect(reply.statusCode).toBe(413);
    sending.destroy();
  });

  it('takes a sender that breaks off for none of its own trouble', async () => {
    const url = await listen();
    const sending = request(`${url}/api/v1/telemetry/ingest`, { method: 'POST', headers: { ...json, 'Content-Length': '1000' } });
    sending.on('error', () => {});

    await new Promise((resolve) => sending.write('{"agent_id":', resolve));
    await fetch(`${url}/health`);
    sending.destroy();
    await fetch(`${url}/health`);

    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(hub?.log.lines).toEqual([]);
  });

  it('refuses a Host that is not its own', async () => {
    const url = await listen();
    const asking = request(`${url}/api/v1/agents`, { headers: { Host: 'evil.example' } }).end();

    const [reply] = await once(asking, 'response');

    expect(reply.statusCode).toBe(403);
    reply.resume();
  });

  it('says that its address is taken', async () => {
    const other = createServer().listen(LOOPBACK);
    await once(other, 'listening');
    const port = (other.address() as { port: number }).port;
    hub = openTestHub();

    const starting = hub.hub.listen({ ...LOOPBACK, port });

    await expect(starting).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: `The address 127.0.0.1:${port} is taken by another program`,
      hint: expect.stringContaining('--bind'),
    });
    other.close();
  });

  it('says that this machine has no such address', async () => {
    hub = openTestHub({ tokens: ['a-token'] });

    const starting = hub.hub.listen({ host: '192.0.2.1', port: 0 });

    await expect(starting).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('192.0.2.1') });
  });

  it('answers what runs before it is closed', async () => {
    const url = await listen();

    const running = fetch(`${url}/api/v1/telemetry/ingest`, { method: 'POST', headers: json, body: JSON.stringify(sampleBody()) });
    await new Promise((resolve) => setImmediate(resolve));
    const reply = await running;
    await listening?.close();

    expect(reply.status).toBe(200);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
