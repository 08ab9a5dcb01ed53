import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { AgentError } from '@openfinops/core';
import type { Hono } from 'hono';

export interface ListenAt {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Stops taking requests and resolves when the running ones are answered, or after the grace. */
  close(): Promise<void>;
}

/** A body must be here within this time, and its headers sooner: nobody holds a connection for nothing. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 15_000;
const MAX_CONNECTIONS = 2048;
const CLOSE_GRACE_MS = 5000;

/** Serves the app. Throws ADDRESS_IN_USE or CONFIG_INVALID. */
export async function serve(app: Hono, { host, port }: ListenAt): Promise<Listening> {
  const serverOptions = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions });
  if (!('closeIdleConnections' in server)) throw new RangeError('the hub is served over HTTP/1.1');
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    close() {
      return new Promise((resolve) => {
        const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(grace);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): AgentError {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    const hint = 'Stop the other program, or choose another address with --bind HOST:PORT.';
    return new AgentError('ADDRESS_IN_USE', `The address ${where} is taken by another program`, { hint, cause: error });
  }
  const reason = error.code === 'EACCES' ? 'this user may not use that port' : 'this machine has no such address';
  return new AgentError('CONFIG_INVALID', `The hub cannot listen on ${where}: ${reason}`, { hint: 'Choose another with --bind.', cause: error });
}
