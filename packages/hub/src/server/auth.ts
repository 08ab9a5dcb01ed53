import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { toResponse } from './refusal.ts';

/** A liveness probe has no token. */
const OPEN_PATHS: readonly string[] = ['/health'];

/**
 * Asks for one of the tokens: as a bearer from agents, as the password of basic authentication from browsers, under any user name. Without
 * tokens everything is open, which `listen` allows on the loopback alone.
 */
export function authenticate(tokens: readonly string[]): MiddlewareHandler {
  const digests = tokens.map(digestOf);
  return async (c, next) => {
    const presented = presentedToken(c.req.header('authorization'));
    if (digests.length === 0 || OPEN_PATHS.includes(c.req.path)) return next();
    if (presented !== undefined && isKnown(digests, presented)) return next();
    const error = presented === undefined ? 'A token is needed: Authorization: Bearer <token>' : 'This token is not known here';
    return toResponse({
      status: 401,
      error,
      headers: { 'WWW-Authenticate': 'Bearer realm="openfinops", Basic realm="openfinops", charset="UTF-8"' },
    });
  };
}

function presentedToken(header: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** Every digest is compared, each in constant time. */
function isKnown(digests: readonly Buffer[], token: string): boolean {
  const digest = digestOf(token);
  let known = false;
  for (const candidate of digests) known = timingSafeEqual(candidate, digest) || known;
  return known;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
