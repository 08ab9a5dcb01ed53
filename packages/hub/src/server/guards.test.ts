import { Secret } from '@openfinops/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { createHub } from '../hub.ts';
import { openTestHub, REGISTRATION, type TestHub, type TestHubOptions } from '../test/test-hub.ts';

let open: TestHub | undefined;
function openHub(options?: TestHubOptions): TestHub {
  open = openTestHub(options);
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe('Host and Origin', () => {
  it.each([
    { host: 'localhost:8080', status: 200 },
    { host: '127.0.0.1:8080', status: 200 },
    { host: '[::1]:8080', status: 200 },
    { host: '192.168.1.20:8080', status: 200 },
    { host: 'HUB.monitoring.svc:8080', status: 200 },
    { host: 'evil.example', status: 403 },
    { host: 'localhost.evil.example', status: 403 },
    { host: '127.0.0.1.evil.example', status: 403 },
  ])('a request to $host is answered with $status', async ({ host, status }) => {
    const hub = openHub({ allowedHosts: ['hub.monitoring.svc'] });

    const reply = await hub.get('/api/v1/agents', { host });

    expect(reply.status).toBe(status);
  });

  it.each([
    { origin: 'http://localhost', status: 200 },
    { origin: 'http://evil.example', status: 403 },
    { origin: 'http://localhost:3000', status: 403 },
    { origin: 'null', status: 403 },
  ])('a request from a page of $origin is answered with $status', async ({ origin, status }) => {
    const hub = openHub();

    const reply = await hub.post('/api/v1/agents/register', REGISTRATION, { host: 'localhost', origin });

    expect(reply.status).toBe(status);
    expect(await hub.store.agents(1)).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('tokens', () => {
  const basic = (password: string) => `Basic ${Buffer.from(`anyone:${password}`).toString('base64')}`;

  it.each([
    { authorization: undefined, path: '/api/v1/agents', status: 401 },
    { authorization: 'Bearer wrong', path: '/api/v1/agents', status: 401 },
    { authorization: 'Bearer ', path: '/api/v1/agents', status: 401 },
    { authorization: 'Bearer first-token', path: '/api/v1/agents', status: 200 },
    { authorization: 'bearer second-token', path: '/api/v1/agents', status: 200 },
    { authorization: basic('first-token'), path: '/', status: 200 },
    { authorization: basic('wrong'), path: '/', status: 401 },
    { authorization: undefined, path: '/', status: 401 },
    { authorization: undefined, path: '/assets/style.css', status: 401 },
    { authorization: undefined, path: '/nowhere', status: 401 },
    { authorization: undefined, path: '/health', status: 200 },
  ])('$authorization on $path is answered with $status', async ({ authorization, path, status }) => {
    const hub = openHub({ tokens: ['first-token', 'second-token'] });

    const reply = await hub.get(path, authorization === undefined ? {} : { authorization });

    expect(reply.status).toBe(status);
    if (status === 401) expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it.each([
    { host: '127.0.0.1', tokens: [], refused: false },
    { host: '::1', tokens: [], refused: false },
    { host: '0.0.0.0', tokens: [], refused: true },
    { host: '::', tokens: [], refused: true },
    { host: '0.0.0.0', tokens: ['a-token'], refused: false },
  ])('listening on $host with tokens $tokens: refused is $refused', async ({ host, tokens, refused }) => {
    const { hub } = openHub({ tokens });

    const listening = hub.listen({ host, port: 0 });

    if (refused) return await expect(listening).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await (await listening).close();
  });

  it('takes no empty token for one', () => {
    const { store, clock, log } = openHub();

    const create = () => createHub({ store, clock, log, options: { tokens: [new Secret('')] } });

    expect(create).toThrow('A token of the hub is empty');
  });
});
