import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realHttp } from './http.ts';

let server: Server;
let base: string;
let seen: { method: string | undefined; path: string | undefined; body: string; headers: IncomingMessage['headers'] }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  answer = (_, response) => response.end('ok');
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ method: request.method, path: request.url, body: Buffer.concat(chunks).toString(), headers: request.headers });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the HTTP port', () => {
  it('answers with status, headers and body', async () => {
    answer = (_, response) => {
      response.writeHead(418, { 'X-Tea': 'green', 'Set-Cookie': ['a=1', 'b=2'] }).end('tëa');
    };

    const reply = await realHttp(`${base}/pot?x=1`, { timeoutMs: 5_000, headers: { 'X-Ask': 'yes' } });

    expect(reply).toMatchObject({ status: 418, body: 'tëa', headers: { 'x-tea': 'green', 'set-cookie': 'a=1, b=2' } });
    expect(seen).toMatchObject([{ method: 'GET', path: '/pot?x=1', headers: { 'x-ask': 'yes' } }]);
  });

  it('sends a body with its length in bytes', async () => {
    await realHttp(base, { method: 'PUT', body: '{"ä":1}', timeoutMs: 5_000 });

    expect(seen).toMatchObject([{ method: 'PUT', body: '{"ä":1}', headers: { 'content-length': '8' } }]);
  });

  it('does not follow a redirect', async () => {
    answer = (_, response) => {
      response.writeHead(302, { Location: `${base}/elsewhere` }).end();
    };

    const reply = await realHttp(base, { timeoutMs: 5_000 });

    expect(reply.status).toBe(302);
    expect(seen).toHaveLength(1);
  });

  it.each([
    { what: 'never answers', start: () => {} },
    { what: 'never ends its headers', start: (response: ServerResponse) => response.socket?.write('HTTP/1.1 200 OK\r\n') },
    { what: 'never ends its body', start: (response: ServerResponse) => response.writeHead(200).write('a') },
  ])('gives up on a server that $what', async ({ start }) => {
    answer = (_, response) => {
      start(response);
    };

    const asking = realHttp(base, { timeoutMs: 30 });

    await expect(asking).rejects.toMatchObject({ code: 'ETIMEDOUT', message: `${new URL(base).host} did not answer within 30 ms` });
  });

  it.each([
    { bytes: 1_000, maxBytes: 1_000, outcome: 'read' },
    { bytes: 1_001, maxBytes: 1_000, outcome: 'EMSGSIZE' },
    { bytes: 65_537, maxBytes: undefined, outcome: 'EMSGSIZE' },
  ])('reads $bytes bytes with a limit of $maxBytes: $outcome', async ({ bytes, maxBytes, outcome }) => {
    answer = (_, response) => response.end('x'.repeat(bytes));

    const result = await realHttp(base, { timeoutMs: 5_000, ...(maxBytes === undefined ? {} : { maxBytes }) }).then(
      () => 'read',
      (error: NodeJS.ErrnoException) => error.code,
    );

    expect(result).toBe(outcome);
  });

  it('stops when the signal aborts', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();

    const asking = realHttp(base, { timeoutMs: 5_000, signal: stop.signal });

    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('asks nobody when the signal has aborted already', async () => {
    const asking = realHttp(base, { timeoutMs: 5_000, signal: AbortSignal.abort() });

    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual([]);
  });

  it('rejects with the socket’s own error', async () => {
    answer = (request) => request.socket.destroy();

    const asking = realHttp(base, { timeoutMs: 5_000 });

    await expect(asking).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('rejects when the reply breaks off', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('abc', () => response.socket?.destroy());
    };

    const asking = realHttp(base, { timeoutMs: 5_000 });

    await expect(asking).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([{ url: 'ftp://127.0.0.1/' }, { url: 'file:///etc/passwd' }, { url: 'nonsense' }])('refuses $url', async ({ url }) => {
    const asking = realHttp(url, { timeoutMs: 5_000 });

    await expect(asking).rejects.toMatchObject({ code: 'ERR_INVALID_URL' });
  });
});
