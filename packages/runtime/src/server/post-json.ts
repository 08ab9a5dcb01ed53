import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { gzip } from 'node:zlib';
import type { AgentError } from '@openfinops/core';
import type { Agent, buildConnector, Dispatcher } from 'undici';
import { toNetworkError } from './network-errors.ts';
import type { ServerReply } from './reply.ts';
import { readClocks } from './transport/ask-peer-date.ts';
import { createConnector, type TransportOptions } from './transport/connector.ts';
import { connectWith, createLastWords } from './transport/undici-connect.ts';

/** Limits of one call. undici's own are coarse, and a server that drips bytes passes all of them: hence the limit of the whole. */
export interface PostLimits {
  /** Of each step on the way: name, connection, proxy, TLS. */
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
  readonly totalMs: number;
  /** Most bytes of reply that are read. */
  readonly replyBytes: number;
}

export const POST_LIMITS: PostLimits = { connectMs: 5000, headersMs: 30_000, bodyMs: 10_000, totalMs: 60_000, replyBytes: 65_536 };

export interface Post {
  readonly url: string;
  readonly json: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
}

export interface Poster {
  /** Any reply resolves, trouble on the way resolves as an error; only the abort of `signal` rejects, with an AbortError. */
  post(post: Post, signal: AbortSignal): Promise<ServerReply | AgentError>;
  close(): Promise<void>;
}

const gzipText = promisify(gzip);

/** Posts JSON over kept-alive connections. Redirects are not followed and nothing is sent twice. undici loads with the first post. */
export function createPoster(limits: PostLimits = POST_LIMITS, transport: TransportOptions = {}): Poster {
  const connector = createConnector(transport, limits.connectMs);
  const said = createLastWords();
  let opened: Promise<Agent> | undefined;
  const open = () => {
    opened ??= importUndici().then(({ Agent }) => new Agent(agentOptions(limits, connectWith(connector, said.listenTo))));
    return opened;
  };
  const explain = async (error: unknown, url: URL, isLate: boolean): Promise<AgentError> => {
    const clocks = await readClocks(error, url, connector);
    const hasClientCert = transport.clientCertFile !== undefined;
    return toNetworkError(said.before(error), { url, isLate, hasClientCert, clocks, filesTrouble: connector.filesTrouble() });
  };

  return {
    async post(post, signal) {
      throwIfAborted(signal);
      const agent = await open();
      throwIfAborted(signal);
      const url = new URL(post.url);
      const deadline = startDeadline(signal, limits.totalMs);
      try {
        const body = post.gzip ? await gzipText(post.json) : post.json;
        const headers = {
          'content-type': 'application/json',
          accept: 'application/json',
          ...post.headers,
          ...(post.gzip ? { 'content-encoding': 'gzip' } : {}),
        };
        const { origin, pathname, search } = url;
        const response = await agent.request({ origin, path: pathname + search, method: 'POST', signal: deadline.signal, headers, body });
        return { status: response.statusCode, headers: plainHeaders(response.headers), body: await readBody(response, deadline.signal) };
      } catch (error) {
        throwIfAborted(signal);
        return await explain(error, url, deadline.signal.aborted);
      } finally {
        deadline.stop();
      }
    },
    async close() {
      if (opened === undefined) return;
      await (await opened).destroy();
    },
  };
}

function agentOptions(limits: PostLimits, connect: buildConnector.connector): Agent.Options {
  return {
    connect,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    keepAliveTimeout: 4000,
    keepAliveMaxTimeout: 20_000,
    maxResponseSize: limits.replyBytes,
  };
}

/** The body, or null when it broke off or is too large: the status alone has to do then. */
async function readBody(response: Dispatcher.ResponseData, signal: AbortSignal): Promise<string | null> {
  try {
    return await response.body.text();
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

/** Aborts with the caller or when time is up; `stop` leaves neither timer nor listener behind. */
function startDeadline(signal: AbortSignal, totalMs: number): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, totalMs);
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DOMException('the call was aborted', 'AbortError');
}

/**
 * undici parses replies by WebAssembly, whose optimizing compiler takes 35 MB of memory at the first request, to read a few replies a minute
 * faster. The baseline compiler does for that.
 */
function importUndici(): Promise<typeof import('undici')> {
  setFlagsFromString('--liftoff-only');
  return import('undici');
}
