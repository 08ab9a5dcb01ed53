import { createHash, timingSafeEqual } from 'node:crypto';
import { messageOf } from '@openfinops/core';
import { AGENT_METRICS } from '../agent-metrics.ts';
import type { MetricSample } from '../ports/metrics.ts';
import { type Secret, scrubSecrets } from '../secret.ts';
import { isAllowedHost } from './allowed-host.ts';
import type { ReadyReason } from './health.ts';
import { PROCESS_METRICS } from './process-metrics.ts';
import { PROVIDER_METRICS } from './provider-metrics.ts';
import { renderMetrics } from './render-metrics.ts';
import { SPOOL_METRICS } from './spool-metrics.ts';

/** An agent of this process, as it is seen from outside. */
export interface WatchedAgent {
  readonly provider: string;
  readonly agentId: string;
  reasons(): readonly ReadyReason[];
  samples(): readonly MetricSample[];
}

/** What the answers are made of. */
export interface ListenWorld {
  /** Grows as agents start. */
  readonly agents: () => readonly WatchedAgent[];
  readonly isTicking: () => boolean;
  readonly processSamples: () => readonly MetricSample[];
  /** Asked at every call that needs it, so that a token that was replaced is found. undefined: everybody may read. */
  readonly token: (() => Promise<Secret>) | undefined;
  readonly allowedHosts: readonly string[];
}

/** What of a request matters. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers /livez, /readyz and /metrics. A probe carries no token: /livez and the status of /readyz are for everybody, the reasons and /metrics
 * for who brings the token, where there is one.
 */
export async function respond(asked: Asked, world: ListenWorld): Promise<Answer> {
  const [path = ''] = asked.url.split('?');
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!isAllowedHost(asked.host, world.allowedHosts)) return say(403, 'This Host is not served here; name it with --listen-allowed-hosts.');
  if (route === undefined) return say(404, 'Here are /livez, /readyz and /metrics.');
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return { ...say(405, 'Only GET and HEAD.'), headers: { allow: 'GET, HEAD' } };
  return await route(asked, world);
}

type Route = (asked: Asked, world: ListenWorld) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Route>> = { '/livez': sayLive, '/readyz': sayReady, '/metrics': sayMetrics };

function sayLive(_: Asked, { isTicking }: ListenWorld): Answer {
  return isTicking() ? say(200, 'ok') : say(503, 'the event loop stands still');
}

async function sayReady(asked: Asked, world: ListenWorld): Promise<Answer> {
  const agents = world.agents();
  const reasons = agents.flatMap(({ provider, agentId, reasons: of }) => of().map((reason) => reasonToJson(provider, agentId, reason)));
  const ready = agents.length > 0 && reasons.length === 0;
  const refusal = await refuse(asked, world);
  if (refusal !== undefined && (asked.authorization !== undefined || refusal.status !== 401)) return refusal;
  const starting = agents.length === 0 ? [{ reason: 'starting', message: 'no agent has started yet' }] : reasons;
  const body = refusal === undefined ? { ready, reasons: starting } : { ready };
  return { status: ready ? 200 : 503, contentType: 'application/json; charset=utf-8', body: `${scrubSecrets(JSON.stringify(body, null, 2))}\n` };
}

async function sayMetrics(asked: Asked, world: ListenWorld): Promise<Answer> {
  const refusal = await refuse(asked, world);
  if (refusal !== undefined) return refusal;
  const agents = world.agents();
  const samples = agents.flatMap(({ provider, samples: of }) => of().map((sample) => ({ ...sample, labels: { ...sample.labels, provider } })));
  const ofAgents = await renderMetrics(
    { ...AGENT_METRICS, ...PROVIDER_METRICS, ...SPOOL_METRICS },
    samples,
    agents.map(({ provider }) => ({ provider })),
  );
  const ofProcess = await renderMetrics(PROCESS_METRICS, world.processSamples(), [{}]);
  return { status: 200, contentType: ofProcess.contentType, body: scrubSecrets(`${ofAgents.text}\n${ofProcess.text}`) };
}

/** undefined: the asker may read. */
async function refuse({ authorization }: Asked, { token }: ListenWorld): Promise<Answer | undefined> {
  if (token === undefined) return undefined;
  const headers = { 'www-authenticate': 'Bearer realm="openfinops-agent"' };
  const [, presented] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (presented === undefined) return { ...say(401, 'A token is needed: Authorization: Bearer <token>.'), headers };
  try {
    const expected = (await token()).reveal();
    return isSame(presented, expected) ? undefined : { ...say(401, 'This token is not known here.'), headers };
  } catch (error) {
    return say(503, `The token cannot be checked: ${messageOf(error)}`);
  }
}

/** In constant time, whatever the lengths. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function reasonToJson(provider: string, agentId: string, { reason, code, message, hint, sinceMs }: ReadyReason): Record<string, unknown> {
  return { provider, agent_id: agentId, reason, code, message, hint, since: new Date(sinceMs).toISOString() };
}

function say(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
