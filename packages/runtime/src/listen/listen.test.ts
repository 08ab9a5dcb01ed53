import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type HealthServer, serveHealth } from './listen.ts';
import type { ListenWorld } from './respond.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };
const WORLD: ListenWorld = { agents: () => [], isTicking: () => true, processSamples: () => [], token: undefined, allowedHosts: [] };

let open: HealthServer | undefined;
async function listen(world: ListenWorld = WORLD): Promise<string> {
  open = await serveHealth(LOOPBACK, world);
  return open.url;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('serveHealth', () => {
  it('answers on a socket, with headers that keep the answer where it is', async () => {
    const url = await listen();

    const reply = await fetch(`${url}/livez`);

    expect({ status: reply.status, body: await reply.text() }).toEqual({ status: 200, body: 'ok\n' });
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it('answers HEAD without a body, and says how long it would be', async () => {
    const url = await listen();

    const reply = await fetch(`${url}/livez`, { method: 'HEAD' });

    expect({ status: reply.status, length: reply.headers.get('content-length'), body: await reply.text() }).toEqual({
      status: 200,
      length: '3',
      body: '',
    });
  });

  it('reads no body: it refuses and ends the connection', async () => {
    const url = await listen();

    const reply = await fetch(`${url}/metrics`, { method: 'POST', body: 'x'.repeat(1000) });

    expect({ status: reply.status, allow: reply.headers.get('allow'), connection: reply.headers.get('connection') }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
      connection: 'close',
    });
  });

  it('refuses a Host that is not its own', async () => {
    const url = await listen();
    const asking = request(`${url}/metrics`, { headers: { Host: 'evil.example' } }).end();

    const [reply] = await once(asking, 'response');

    expect(reply.statusCode).toBe(403);
    reply.resume();
  });

  it('answers a bug of ours with 500 and goes on', async () => {
    const url = await listen({
      ...WORLD,
      agents: () => {
        throw new Error('broken');
      },
    });

    const broken = await fetch(`${url}/readyz`);
    const whole = await fetch(`${url}/livez`);

    expect([broken.status, whole.status]).toEqual([500, 200]);
  });

  it('says that its address is taken', async () => {
    const other = createServer().listen(LOOPBACK);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };

    const starting = serveHealth({ ...LOOPBACK, port }, WORLD);

    await expect(starting).rejects.toMatchObject({ code: 'ADDRESS_IN_USE', hint: expect.stringContaining('--listen') });
    other.close();
  });

  it('says that this machine has no such address', async () => {
    const starting = serveHealth({ host: '192.0.2.1', port: 0 }, WORLD);

    await expect(starting).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('192.0.2.1') });
  });

  it('closes at once, whoever holds a connection', async () => {
    const url = await listen();
    const held = request(`${url}/livez`, { method: 'POST' });
    held.on('error', () => {});
    held.write('half');
    await once(held, 'socket');

    await open?.close();

    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    held.destroy();
  });
});
