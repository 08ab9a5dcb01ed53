import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Http } from '@openfinops/core';

/** A server of a test's own, on this machine alone. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `METHOD /path` of each request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startLoopbackServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<LoopbackServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Real requests, but to this machine alone: everything else is refused. */
export const loopbackHttp: Http = async (url, { method = 'GET', headers = {}, body, timeoutMs, signal }) => {
  const { hostname } = new URL(url);
  if (hostname !== '127.0.0.1') throw Object.assign(new Error(`a test may not reach ${hostname}`), { code: 'EACCES' });
  const timeout = AbortSignal.timeout(timeoutMs);
  const reply = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    ...(body === undefined ? {} : { body }),
  });
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.text() };
};
