import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Ports } from '@openfinops/core';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { hasProxy, proxyFor } from './proxy.ts';
import { SILENT } from './silent.ts';

/** A peer that does not pick up is given up. */
const CONNECT_TIMEOUT_MS = 3000;
/** From the request to the first byte of the answer. */
const ANSWER_TIMEOUT_MS = 30_000;
/** Silence in the middle of an answer. */
const SILENCE_TIMEOUT_MS = 15_000;
const MOST_SOCKETS = 50;

/** The one way out for all clients: sockets are kept and shared, nothing waits for ever, and the environment's proxy is used. */
export async function createRequestHandler(env: Ports['env']): Promise<NodeHttpHandler> {
  const agents = hasProxy(env) ? await createProxyAgents(env) : createAgents();
  return new NodeHttpHandler({
    ...agents,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: ANSWER_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    socketTimeout: SILENCE_TIMEOUT_MS,
    logger: SILENT,
  });
}

function createAgents(): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const options = { keepAlive: true, maxSockets: MOST_SOCKETS };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

async function createProxyAgents(env: Ports['env']): Promise<{ readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }> {
  const { ProxyAgent } = await import('proxy-agent');
  const direct = createAgents();
  const agent = new ProxyAgent({ ...direct, keepAlive: true, maxSockets: MOST_SOCKETS, getProxyForUrl: (url) => proxyFor(url, env) });
  return { httpAgent: agent as unknown as HttpAgent, httpsAgent: agent as unknown as HttpsAgent };
}
