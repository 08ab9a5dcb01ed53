import type { MiddlewareHandler } from 'hono';
import { isAllowedHost } from './host-names.ts';
import { toResponse } from './refusal.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Refuses requests that another site's page makes a browser send, and gives every answer the headers that keep pages plain. */
export function guard(allowedNames: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const authority = c.req.header('host') ?? new URL(c.req.url).host;
    const origin = c.req.header('origin');
    if (!isAllowedHost(authority, allowedNames)) {
      c.res = toResponse({ status: 403, error: 'This Host is not served here; name it in the allowed hosts of the hub' });
    } else if (origin !== undefined && !isSameOrigin(origin, authority)) {
      c.res = toResponse({ status: 403, error: 'Requests from pages of another origin are refused' });
    } else await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

function isSameOrigin(origin: string, authority: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === authority.toLowerCase();
}
