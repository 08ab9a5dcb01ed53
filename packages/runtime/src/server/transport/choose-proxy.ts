import { BlockList, isIP } from 'node:net';
import { AgentError } from '@openfinops/core';
import { bareHost, isLoopback, isMetadata } from '../../config/server-url.ts';
import { Secret } from '../../secret.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxyAddress {
  /** How the proxy itself is spoken to. */
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  /** `proxy.example:3128 (HTTPS_PROXY)`, for messages; never with what stands before the `@`. */
  readonly label: string;
  /** The value of `Proxy-Authorization`. */
  readonly authorization: Secret | undefined;
}

/** The way to a server: through a proxy, or without one, and why. */
export type Way = { readonly proxy: ProxyAddress } | { readonly proxy: undefined; readonly why: string };

const DEFAULT_PORTS = { 'http:': 80, 'https:': 443 } as const;

/**
 * The proxy that the environment wants for a server: `HTTPS_PROXY`, `HTTP_PROXY`, else `ALL_PROXY`, less what `NO_PROXY` excepts; small letters win.
 * This machine and metadata services are never asked for through a proxy, whatever the environment says.
 * Throws CONFIG_INVALID for a proxy that cannot be used.
 */
export function chooseProxy({ protocol, hostname, port }: URL, env: Environment): Way {
  const host = bareHost(hostname);
  if (isLoopback(host) || isMetadata(host)) return { proxy: undefined, why: 'this machine is never asked for through a proxy' };
  const found = variableOf(env, protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variableOf(env, 'ALL_PROXY');
  if (found === undefined) return { proxy: undefined, why: 'the environment names none' };
  const excepted = variableOf(env, 'NO_PROXY');
  if (isExcepted(host, Number(port) || defaultPortOf(protocol), excepted?.value ?? ''))
    return { proxy: undefined, why: `${excepted?.name} excepts it` };
  return { proxy: readProxy(found) };
}

function readProxy({ name, value }: Variable): ProxyAddress {
  // Many tools take a bare `host:port`.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') throw unusable(name, 'is not the address of a proxy');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unusable(name, `names a proxy of the kind ${url.protocol}//`);
  const port = Number(url.port) || DEFAULT_PORTS[url.protocol];
  const hostname = bareHost(url.hostname);
  return { protocol: url.protocol, hostname, port, label: `${url.hostname}:${port} (${name})`, authorization: authorizationOf(url, name) };
}

function authorizationOf({ username, password }: URL, name: string): Secret | undefined {
  if (username === '' && password === '') return undefined;
  try {
    // Known as a secret, whatever form it takes.
    if (password !== '') new Secret(password);
    return new Secret(`Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`);
  } catch {
    throw unusable(name, 'has a user name or password that is not percent-encoded');
  }
}

function unusable(name: string, reason: string): AgentError {
  return new AgentError('CONFIG_INVALID', `${name} ${reason}`, {
    hint: `Give ${name} the form http://proxy.example:3128, or unset it; NO_PROXY lists hosts that need no proxy.`,
  });
}

/** `NO_PROXY`: hosts, domains with all that is below them, networks such as 10.0.0.0/8, each host with a port perhaps; `*` is everything. */
function isExcepted(host: string, port: number, list: string): boolean {
  for (const entry of list.toLowerCase().split(/[\s,]+/)) {
    if (entry === '*' || isInNetwork(host, entry)) return true;
    const { name, onlyPort } = splitEntry(entry);
    if (onlyPort !== undefined && onlyPort !== port) continue;
    const domain = bareHost(name.replace(/^\*?\./, ''));
    if (domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)))) return true;
  }
  return false;
}

/** A colon is followed by a port, except in an IPv6 address, which has brackets when it has a port. */
function splitEntry(entry: string): { readonly name: string; readonly onlyPort: number | undefined } {
  if (isIP(entry) === 6) return { name: entry, onlyPort: undefined };
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return { name, onlyPort: onlyPort === undefined ? undefined : Number(onlyPort) };
}

function isInNetwork(host: string, entry: string): boolean {
  const [, network = '', bits = ''] = /^([\d.]+|[\da-f:.]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

function variableOf(env: Environment, name: string): Variable | undefined {
  for (const spelling of [name.toLowerCase(), name]) {
    const value = env[spelling]?.trim() ?? '';
    if (value !== '') return { name: spelling, value };
  }
  return undefined;
}

export function defaultPortOf(protocol: string): number {
  return protocol === 'https:' ? DEFAULT_PORTS['https:'] : DEFAULT_PORTS['http:'];
}
