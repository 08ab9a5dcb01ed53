import { connect, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate } from '../../../../testing/src/certificates.ts';
import { createConnectProxy } from '../../../../testing/src/connect-proxy.ts';
import { createScriptedServer } from '../../../../testing/src/scripted-server.ts';
import { createSecureServer } from '../../../../testing/src/secure-server.ts';
import type { Resolve } from './look-up.ts';
import { closing, HOST, post, writeFiles } from './test/transport-stand.ts';

const failing =
  (code: string): Resolve =>
  async () => {
    throw Object.assign(new Error(`getaddrinfo ${code}`), { code, syscall: 'getaddrinfo' });
  };
const leadingTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** A port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a name', () => {
  it.each([
    { name: 'is not known', resolve: failing('ENOTFOUND'), says: `the name ${HOST} is not known (DNS)`, hint: 'Check the name in --server' },
    { name: 'has no address', resolve: leadingTo(), says: `the name ${HOST} is not known (DNS)`, hint: 'Check the name in --server' },
    {
      name: 'is asked for in vain',
      resolve: failing('EAI_AGAIN'),
      says: `the name ${HOST} cannot be looked up now (DNS)`,
      hint: 'Check the name servers of this machine',
    },
    {
      name: 'is never answered',
      resolve: () => new Promise(() => {}),
      says: `no name server answered for ${HOST} in time (DNS)`,
      hint: 'Check the name servers of this machine',
    },
  ] satisfies { name: string; resolve: Resolve; says: string; hint: string }[])('is told of when it $name', async ({ resolve, says, hint }) => {
    const said = await post(`https://${HOST}/x`, { resolve }, { connectMs: 100 });

    expect(said).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: `no server at https://${HOST}: ${says}`,
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    { addresses: ['169.254.169.254'] },
    { addresses: ['127.0.0.1', '169.254.170.2'] },
    { addresses: ['::ffff:169.254.169.254'] },
    { addresses: ['fd00:ec2::254'] },
    { addresses: ['168.63.129.16'] },
    { addresses: ['fe80::1%lo'] },
  ])('is refused when it leads to $addresses', async ({ addresses }) => {
    const server = closing(await createScriptedServer());
    const { port } = new URL(server.url);

    const said = await post(`http://${HOST}:${port}/x`, { resolve: leadingTo(...addresses) });

    expect((said as AgentError).message).toMatch(/leads to a metadata service or a link-local address; nothing was sent there$/);
    expect(server.requests).toEqual([]);
  });

  it('is looked up for every connection, so that a server that moved is found', async () => {
    const server = closing(await createScriptedServer());
    const { port } = new URL(server.url);
    const asked: string[] = [];
    const resolve: Resolve = async (hostname) => {
      asked.push(hostname);
      return [{ address: '127.0.0.1', family: 4 }];
    };

    await post(`http://${HOST}:${port}/x`, { resolve });
    await post(`http://${HOST}:${port}/x`, { resolve });

    expect(asked).toEqual([HOST, HOST]);
  });
});

describe('the way', () => {
  it('is told of when there is none', async () => {
    // No machine has a way for TCP to a group of machines.
    const said = await post(`https://${HOST}/x`, { resolve: leadingTo('224.0.0.1') });

    expect(said).toMatchObject({
      message: expect.stringMatching(/: there is no way to that (network|host)$|has no address to connect from$/),
      hint: expect.stringContaining('routes of this machine'),
    });
  });

  it('is a port at which nothing listens', async () => {
    const port = await closedPort();

    const said = await post(`https://${HOST}:${port}/x`, { resolve: leadingTo('127.0.0.1', '::1') });

    expect(said).toMatchObject({ message: `no server at https://${HOST}:${port}: nothing listens there` });
  });
});

describe('a proxy', () => {
  const ca = makeAuthority();
  const good = makeCertificate({ name: HOST, hosts: [HOST], issuer: ca });

  async function postThrough(proxy: string, server = `https://${HOST}`) {
    const path = await writeFiles({ 'ca.pem': ca.cert });
    return await post(`${server}/x`, { env: { HTTPS_PROXY: proxy }, caFile: path('ca.pem') }, {}, { authorization: 'Bearer secret-token' });
  }

  it('opens the way, and sees neither token nor data', async () => {
    const server = closing(await createSecureServer(good));
    const proxy = closing(await createConnectProxy({ leadsTo: server.port, credentials: 'me:p@ss' }));

    const said = await postThrough(`http://me:p%40ss@127.0.0.1:${proxy.port}`, `https://${HOST}:${server.port}`);

    expect(said).toMatchObject({ status: 200 });
    expect(proxy.requests).toEqual([`CONNECT ${HOST}:${server.port}`]);
    expect(JSON.stringify(proxy.headers)).not.toContain('secret-token');
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer secret-token' });
    expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('that speaks TLS itself opens the way too', async () => {
    const server = closing(await createSecureServer(good));
    const inner = closing(await createConnectProxy({ leadsTo: server.port }));
    const outer = createTlsServer({ cert: good.cert, key: good.key }, (socket) => {
      const onward = connect(inner.port, '127.0.0.1').on('error', () => {});
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
    closing({ close: () => new Promise((resolve) => outer.close(() => resolve())) });
    const { port } = outer.address() as { port: number };

    const said = await postThrough(`https://${HOST}:${port}`, `https://${HOST}:${server.port}`);

    expect(said).toMatchObject({ status: 200 });
    expect(inner.requests).toHaveLength(1);
  });

  it('that is down is told apart from a server that is down', async () => {
    const port = await closedPort();

    const said = await postThrough(`http://127.0.0.1:${port}`);

    expect(said).toMatchObject({
      message: `no server at https://${HOST}: the proxy 127.0.0.1:${port} (HTTPS_PROXY) cannot be used: nothing listens there`,
      hint: 'Start that proxy, correct HTTPS_PROXY, or except the server with NO_PROXY.',
    });
  });

  it.each([
    { status: 407, says: 'wants a user name and password that it knows (407)', hint: 'Put them into HTTPS_PROXY: http://user:password@host:port' },
    { status: 403, says: 'opens no way to it (403)', hint: `Let that proxy’s rules allow CONNECT to ${HOST}` },
    { status: 503, says: 'does not reach it (503)', hint: `See whether that proxy reaches ${HOST}` },
  ])('that answers $status is named without its password', async ({ status, says, hint }) => {
    const proxy = closing(await createConnectProxy({ status }));

    const said = await postThrough(`http://me:hunter22@127.0.0.1:${proxy.port}`);

    expect(said).toMatchObject({
      message: `no server at https://${HOST}: the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY) ${says}`,
      hint: expect.stringContaining(hint),
    });
    expect(JSON.stringify([said, (said as AgentError).message])).not.toContain('hunter22');
  });

  it('that never answers is given up', async () => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closing({ close: () => new Promise((resolve) => silent.close(() => resolve())) });
    const { port } = silent.address() as { port: number };

    const said = await post(`https://${HOST}/x`, { env: { HTTPS_PROXY: `127.0.0.1:${port}` } }, { connectMs: 100 });

    expect(said).toMatchObject({ message: `no server at https://${HOST}: the proxy 127.0.0.1:${port} (HTTPS_PROXY) opened no way to it in time` });
  });

  it('does not hide whose certificate is wrong', async () => {
    const server = closing(await createSecureServer(makeCertificate({ name: HOST, hosts: ['a.example'], issuer: ca })));
    const proxy = closing(await createConnectProxy({ leadsTo: server.port }));

    const said = await postThrough(`http://127.0.0.1:${proxy.port}`, `https://${HOST}:${server.port}`);

    expect(said).toMatchObject({ message: `no server at https://${HOST}:${server.port}: its certificate is for a.example, not for ${HOST}` });
  });

  it('is not asked for a server on this machine', async () => {
    const server = closing(await createScriptedServer());
    const proxy = closing(await createConnectProxy());

    const said = await post(`${server.url}/x`, { env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, ALL_PROXY: 'http://127.0.0.1:1' } });

    expect(said).toMatchObject({ status: 200 });
    expect(proxy.requests).toEqual([]);
  });
});
