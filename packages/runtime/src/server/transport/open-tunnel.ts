import { request } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { ProxyAddress } from './choose-proxy.ts';
import { ConnectFailure, platformCodeOf } from './connect-failure.ts';

/**
 * Asks a proxy for a way to a server (CONNECT, RFC 9110 9.3.6) over a connection to it. What follows on the connection is the server's; the proxy
 * is told the server's name and nothing else, the agent's token least of all.
 * Rejects with a ConnectFailure of the stage `proxy`, and the socket is gone.
 */
export function openTunnel(
  socket: Socket,
  proxy: ProxyAddress,
  server: { readonly hostname: string; readonly port: number },
  timeoutMs: number,
): Promise<Socket> {
  const authority = `${isIPv6(server.hostname) ? `[${server.hostname}]` : server.hostname}:${server.port}`;
  const headers = { host: authority, ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization.reveal() }) };
  return new Promise((resolve, reject) => {
    const asking = request({ method: 'CONNECT', path: authority, headers, createConnection: () => socket });
    const fail = (failure: Error): void => {
      clearTimeout(timer);
      reject(failure);
      asking.on('error', () => {}).destroy();
    };
    const timer = setTimeout(() => fail(new ConnectFailure('proxy', 'PROXY_TIMEOUT', { proxy: proxy.label })), timeoutMs);
    asking.on('error', (error) => {
      const code = platformCodeOf(error);
      fail(code === undefined ? error : new ConnectFailure('proxy', code, { proxy: proxy.label, cause: error }));
    });
    asking.on('response', ({ statusCode }) => fail(refusedWith(statusCode, proxy)));
    asking.on('connect', ({ statusCode = 0 }, tunnel: Socket, early: Buffer) => {
      if (statusCode < 200 || statusCode > 299) return fail(refusedWith(statusCode, proxy));
      clearTimeout(timer);
      if (early.length > 0) tunnel.unshift(early);
      resolve(tunnel);
    });
    asking.end();
  });
}

function refusedWith(status: number | undefined, { label }: ProxyAddress): ConnectFailure {
  return new ConnectFailure('proxy', 'PROXY_STATUS', { proxy: label, proxyStatus: status });
}
