import { AgentError, messageOf } from '@openfinops/core';
import { type Context, type Handler, Hono } from 'hono';
import { agents } from './agents.ts';
import { authenticate } from './auth.ts';
import type { HubContext } from './context.ts';
import { events } from './events.ts';
import { guard } from './guard.ts';
import { health } from './health.ts';
import { ingest } from './ingest.ts';
import { recent } from './recent.ts';
import { type Refusal, toResponse } from './refusal.ts';
import { register } from './register.ts';
import { summary } from './summary.ts';

export interface AppOptions {
  /** Without one everything is open. */
  readonly tokens: readonly string[];
  /** Names beside the loopback's by which the hub is called. */
  readonly allowedHosts: readonly string[];
  /** What browsers see of trouble; everybody else gets JSON. */
  readonly errorPage: (trouble: { readonly status: number; readonly error: string }) => string;
}

/** The six calls of WIRE.md and the pages with all that they need, behind the guards. */
export function createApp(context: HubContext, pages: Readonly<Record<string, Handler>>, options: AppOptions): Hono {
  const app = new Hono();
  app.use(guard(options.allowedHosts));
  app.use(authenticate(options.tokens));
  app.use(async (c, next) => {
    await next();
    if (c.req.method === 'POST' && c.res.ok) context.changes.announce();
  });
  const gets: Readonly<Record<string, Handler>> = {
    '/health': health(context),
    '/api/v1/agents': agents(context),
    '/api/v1/telemetry/recent': recent(context),
    '/api/v1/metrics/summary': summary(context),
    '/events': events(context.changes),
    ...pages,
  };
  const posts: Readonly<Record<string, Handler>> = {
    '/api/v1/agents/register': register(context),
    '/api/v1/telemetry/ingest': ingest(context),
  };
  for (const [path, handler] of Object.entries(gets)) app.get(path, handler).all(path, refuseMethod('GET, HEAD'));
  for (const [path, handler] of Object.entries(posts)) app.post(path, handler).all(path, refuseMethod('POST'));
  const answer = (refusal: Refusal, c: Context): Response => {
    if (!c.req.header('accept')?.includes('text/html')) return toResponse(refusal);
    return new Response(options.errorPage(refusal), {
      status: refusal.status,
      headers: { ...refusal.headers, 'Content-Type': 'text/html; charset=utf-8' },
    });
  };
  app.notFound((c) => answer({ status: 404, error: 'Not found' }, c));
  app.onError((error, c) => answer(troubleOf(error, context), c));
  return app;
}

function refuseMethod(allowed: string): Handler {
  return () => toResponse({ status: 405, error: `The method must be ${allowed.split(',')[0]}`, headers: { Allow: allowed } });
}

/** Trouble of the store is said, so that agents wait with their data; anything else is a bug, and its details stay in the log. */
function troubleOf(error: Error, { log }: HubContext): Refusal {
  if (error instanceof AgentError && error.code === 'STORE_UNWRITABLE') {
    log.error({ code: error.code, hint: error.hint }, error.message);
    return { status: 503, error: error.message, headers: { 'Retry-After': '30' } };
  }
  log.error({ error: messageOf(error), stack: error.stack }, 'request failed');
  return { status: 500, error: 'Internal server error' };
}
