import { hostname } from 'node:os';
import type { Log } from '@openfinops/core';
import { type HealthServer, processSamples, readSecretFile, serveHealth, type WatchedAgent, watchLoop } from '@openfinops/runtime';
import type { AnyConfig } from './settings.ts';
import { VERSION } from './version.ts';

/**
 * Serves health and metrics where `listen` says so. It comes before the agents, so that a taken address or a bad token file stops the start.
 * Throws ADDRESS_IN_USE or CONFIG_INVALID.
 * @param agents those that have started, as they are when asked
 * @returns undefined: nothing is to be served
 */
export async function openHealthServer(config: AnyConfig, log: Log, agents: () => readonly WatchedAgent[]): Promise<HealthServer | undefined> {
  const { listen, listenTokenFile, listenPublic, listenAllowedHosts } = config;
  if (listen === undefined) return undefined;
  const token = listenTokenFile === undefined ? undefined : async () => (await readSecretFile(listenTokenFile)).secret;
  await token?.();
  const loop = watchLoop();
  const server = await serveHealth(listen, {
    agents,
    token,
    isTicking: loop.isTicking,
    processSamples: () => processSamples(VERSION, loop),
    allowedHosts: [hostname(), ...listenAllowedHosts],
  });
  const readers = token !== undefined ? 'who brings the token' : listenPublic ? 'everybody' : 'this machine';
  log.info({ url: server.url, readers }, 'health and metrics are served');
  return {
    url: server.url,
    async close() {
      loop.stop();
      await server.close();
    },
  };
}
