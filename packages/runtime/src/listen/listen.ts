import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentError, messageOf } from '@openfinops/core';
import type { HostPort } from '../config/host-port.ts';
import { type ListenWorld, respond } from './respond.ts';

/** A server of health and metrics while it serves. */
export interface HealthServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  /** Stops at once: nothing that is asked here is worth waiting for. */
  close(): Promise<void>;
}

/** Three small answers need no more; nobody holds a connection for nothing. */
const LIMITS = { requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000, maxHeaderSize: 8192, connectionsCheckingInterval: 5000 };
const MAX_CONNECTIONS = 64;
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Serves /livez, /readyz and /metrics. Throws ADDRESS_IN_USE or CONFIG_INVALID. */
export async function serveHealth({ host, port }: HostPort, world: ListenWorld): Promise<HealthServer> {
  const server = createServer(LIMITS, (request, response) => void answer(request, response, world));
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, `${host}:${port}`)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, world: ListenWorld): Promise<void> {
  const { method = '', url = '', headers } = request;
  const asked = { method, url, host: headers.host, authorization: headers.authorization };
  const { status, contentType, body, headers: own } = await respond(asked, world).catch(broken);
  // A body that nobody reads ends the connection.
  const rest = method === 'GET' || method === 'HEAD' ? {} : { connection: 'close' };
  response.writeHead(status, { ...HEADERS, ...own, ...rest, 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function broken(error: unknown) {
  return { status: 500, contentType: 'text/plain; charset=utf-8', body: `A bug of ours: ${messageOf(error)}\n`, headers: undefined };
}

function toListenError(error: NodeJS.ErrnoException, where: string): AgentError {
  if (error.code === 'EADDRINUSE') {
    const hint = 'Stop the other program, or choose another address with --listen HOST:PORT.';
    return new AgentError('ADDRESS_IN_USE', `the address ${where} is taken by another program`, { hint, cause: error });
  }
  const reason = error.code === 'EACCES' ? 'this user may not use that port' : 'this machine has no such address';
  return new AgentError('CONFIG_INVALID', `health and metrics cannot be served at ${where}: ${reason}`, {
    hint: 'Choose another address with --listen HOST:PORT.',
    cause: error,
  });
}
