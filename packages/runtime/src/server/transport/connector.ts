import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AgentError } from '@openfinops/core';
import { bareHost } from '../../config/server-url.ts';
import { chooseProxy, defaultPortOf, type Environment, type ProxyAddress, type Way } from './choose-proxy.ts';
import { ConnectFailure } from './connect-failure.ts';
import { lookUp, type Resolve, resolveByPlatform } from './look-up.ts';
import { openSocket } from './open-socket.ts';
import type { TlsFileNames, TlsFiles } from './tls-files.ts';

/** How the server is reached. */
export interface TransportOptions extends TlsFileNames {
  /** For `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`. Default: no proxy. */
  readonly env?: Environment;
  readonly resolve?: Resolve;
}

/** The steps of a connection, each for itself and all together. Each rejects with a ConnectFailure that says where on the way it was. */
export interface Connector {
  /** Throws CONFIG_INVALID for a proxy that cannot be used. */
  way(url: URL): Way;
  lookUp(hostname: string): ReturnType<typeof lookUp>;
  /** To the proxy, where there is one; else to the server. */
  reach(url: URL): Promise<Socket>;
  /** Through the proxy to the server, over a connection to the proxy. */
  tunnel(socket: Socket, proxy: ProxyAddress, url: URL): Promise<Socket>;
  /** Rejects with CONFIG_INVALID too: files that cannot be used. */
  secure(socket: Socket, url: URL, options?: { readonly isVerified?: boolean }): Promise<TLSSocket>;
  /** Files that could not be read again when they changed; the connection goes on with what they held before. */
  filesTrouble(): AgentError | undefined;
  /** All that a URL needs: a connection on which HTTP can be spoken to its server. */
  connect(url: URL, options?: { readonly isVerified?: boolean }): Promise<Socket>;
}

/** Throws CONFIG_INVALID when the files cannot be used: better told at the start than with every post. */
export async function checkTlsFiles({ env = {}, caFile, clientCertFile, clientKeyFile }: TransportOptions): Promise<void> {
  if (caFile === undefined && clientCertFile === undefined) return;
  const { createTlsFiles } = await import('./tls-files.ts');
  await createTlsFiles({ caFile, clientCertFile, clientKeyFile }, env).current();
}

/** @param connectMs limit of each step for itself */
export function createConnector({ env = {}, resolve = resolveByPlatform, ...files }: TransportOptions, connectMs: number): Connector {
  let tlsFiles: TlsFiles | undefined;
  const way = (url: URL): Way => chooseProxy(url, env);

  const reach = async (url: URL): Promise<Socket> => {
    const { proxy } = way(url);
    const hostname = proxy?.hostname ?? bareHost(url.hostname);
    const port = proxy?.port ?? portOf(url);
    try {
      const addresses = await lookUp(hostname, resolve, connectMs);
      const socket = await openSocket({ hostname, port, addresses, timeoutMs: connectMs });
      return proxy?.protocol === 'https:' ? await secureTo(socket, hostname, { isVerified: true }) : socket;
    } catch (error) {
      if (proxy === undefined || !(error instanceof ConnectFailure)) throw error;
      throw new ConnectFailure('proxy', error.platformCode, { cause: error.cause, chain: error.chain, proxy: proxy.label });
    }
  };
  const tunnel: Connector['tunnel'] = async (socket, proxy, url) => {
    const { openTunnel } = await import('./open-tunnel.ts');
    return await openTunnel(socket, proxy, { hostname: bareHost(url.hostname), port: portOf(url) }, connectMs);
  };
  /** TLS, its trusted roots above all, is loaded by whom it is needed: a server on this machine needs none. */
  const secureTo = async (socket: Socket, hostname: string, { isVerified = true }: { readonly isVerified?: boolean }, proxy?: string) => {
    const [{ createTlsFiles }, { secureSocket }] = await Promise.all([import('./tls-files.ts'), import('./secure-socket.ts')]);
    tlsFiles ??= createTlsFiles(files, env);
    const context = await tlsFiles.current().catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
    return await secureSocket(socket, { hostname, context, timeoutMs: connectMs, proxy, isVerified });
  };

  return {
    way,
    lookUp: (hostname) => lookUp(hostname, resolve, connectMs),
    reach,
    tunnel,
    secure: (socket, url, options = {}) => secureTo(socket, bareHost(url.hostname), options, way(url).proxy?.label),
    filesTrouble: () => tlsFiles?.trouble(),
    async connect(url, options = {}) {
      const { proxy } = way(url);
      const reached = await reach(url);
      const socket = proxy === undefined ? reached : await tunnel(reached, proxy, url);
      return url.protocol === 'https:' ? await secureTo(socket, bareHost(url.hostname), options, proxy?.label) : socket;
    },
  };
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || defaultPortOf(protocol);
}
