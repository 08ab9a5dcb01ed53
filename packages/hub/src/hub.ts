import { hostname } from 'node:os';
import { AgentError, type Clock, type Log, type Store } from '@openfinops/core';
import type { Secret } from '@openfinops/runtime';
import type { Hono } from 'hono';
import { createErrorPage, createPages } from './pages/pages.tsx';
import { createApi } from './server/api/api.ts';
import { createApp } from './server/app.ts';
import { type Changes, createChanges } from './server/changes.ts';
import { hostNameOf, isLoopbackHost } from './server/host-names.ts';
import { type ListenAt, type Listening, serve } from './server/listen.ts';

export interface HubOptions {
  /** Bearer tokens; without one the hub serves the loopback alone. */
  readonly tokens?: readonly Secret[];
  /** Names beside the loopback's and the machine's own by which the hub is called (a service name in a cluster). */
  readonly allowedHosts?: readonly string[];
  /** Of the product. */
  readonly version?: string;
}

export interface HubParts {
  readonly store: Store;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
  readonly options?: HubOptions;
  /** Tells open pages of news. */
  readonly changes?: Changes;
}

export interface Hub {
  /** Answers requests without a socket. */
  readonly app: Hono;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Throws CONFIG_INVALID beyond the loopback without a token, ADDRESS_IN_USE when somebody else listens there. */
  listen(at: ListenAt): Promise<Listening>;
}

/** The embedded central server over a store. Whoever opened the store closes it, after `close` of what listens. */
export function createHub({ store, clock, log, options = {}, changes = createChanges() }: HubParts): Hub {
  const { allowedHosts = [], version = '0.1.0' } = options;
  const tokens = (options.tokens ?? []).map((token) => token.reveal());
  if (tokens.some((token) => token.length === 0)) {
    throw new AgentError('CONFIG_INVALID', 'A token of the hub is empty', { hint: 'Make one with `openssl rand -hex 32`.' });
  }
  const context = { store, clock, log, changes, version, startedMs: clock.nowMs() };
  const app = createApp(
    context,
    { ...createPages(context), ...createApi(context) },
    { tokens, allowedHosts: [hostNameOf(hostname()), ...allowedHosts], errorPage: createErrorPage(context) },
  );
  return {
    app,
    fetch: (request) => app.fetch(request),
    async listen(at) {
      if (tokens.length === 0 && !isLoopbackHost(at.host)) {
        throw new AgentError('CONFIG_INVALID', `The hub does not listen on ${at.host} without a token: everybody there could read and write`, {
          hint: 'Give it a token, or bind it to 127.0.0.1.',
        });
      }
      const listening = await serve(app, at);
      return {
        url: listening.url,
        close() {
          changes.close();
          return listening.close();
        },
      };
    },
  };
}
