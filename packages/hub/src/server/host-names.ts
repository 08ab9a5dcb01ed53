import { isIP } from 'node:net';

/** The name in a `Host` header or URL authority, without port and brackets, lower-cased. */
export function hostNameOf(authority: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(authority);
  return (bracketed?.[1] ?? authority.replace(/:\d+$/, '')).toLowerCase().replace(/\.$/, '');
}

export function isLoopbackHost(host: string): boolean {
  const name = hostNameOf(host.includes(':') && isIP(host) === 6 ? `[${host}]` : host);
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/**
 * Whether a request to this name may be meant for this hub. A page of somebody else can point a name of its own here (DNS rebinding), but never
 * an address, so addresses pass; names must be known.
 */
export function isAllowedHost(authority: string, allowedNames: readonly string[]): boolean {
  const name = hostNameOf(authority);
  return isIP(name) !== 0 || isLoopbackHost(name) || allowedNames.some((allowed) => allowed.toLowerCase() === name);
}
