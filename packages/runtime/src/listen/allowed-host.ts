import { isIP } from 'node:net';
import { isLoopback } from '../config/server-url.ts';

/**
 * Whether a request to this name may be meant for this listener. A page of somebody else can point a name of its own here (DNS rebinding), but
 * never an address, so addresses pass; names must be known.
 * @param authority the `Host` header: `name`, `name:port`, `[::1]:port`; undefined: there was none
 */
export function isAllowedHost(authority: string | undefined, allowedNames: readonly string[]): boolean {
  const name = hostNameOf(authority ?? '');
  return isIP(name) !== 0 || isLoopback(name) || allowedNames.some((allowed) => hostNameOf(allowed) === name);
}

function hostNameOf(authority: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(authority);
  return (bracketed?.[1] ?? authority.replace(/:\d+$/, '')).toLowerCase().replace(/\.$/, '');
}
