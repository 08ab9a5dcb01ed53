import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/** Credentials come from these; a proxy that saw them would hold the machine's identity. Loopback is this machine. */
const NEVER_PROXIED = new BlockList();
NEVER_PROXIED.addSubnet('169.254.0.0', 16, 'ipv4');
NEVER_PROXIED.addSubnet('127.0.0.0', 8, 'ipv4');
NEVER_PROXIED.addAddress('::1', 'ipv6');
NEVER_PROXIED.addAddress('fd00:ec2::254', 'ipv6');
NEVER_PROXIED.addAddress('fd00:ec2::23', 'ipv6');

/** Whether the environment names a proxy at all. */
export function hasProxy(env: Environment): boolean {
  return ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].some((name) => variableOf(env, name) !== '');
}

/** The proxy that the environment wants for a URL, as curl and most tools read it; `''`: none. */
export function proxyFor(url: string, env: Environment): string {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isNeverProxied(host) || isExcepted(host, port || portOf(protocol), variableOf(env, 'NO_PROXY'))) return '';
  return variableOf(env, protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || variableOf(env, 'ALL_PROXY');
}

function isNeverProxied(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && NEVER_PROXIED.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** `NO_PROXY`: hosts, domains with all that is below them, each with a port perhaps; `*` is everything. */
function isExcepted(host: string, port: string, list: string): boolean {
  for (const entry of list.toLowerCase().split(/[\s,]+/)) {
    if (entry === '*') return true;
    const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    if (onlyPort !== undefined && onlyPort !== port) continue;
    const domain = name.replace(/^\*?\./, '');
    if (domain !== '' && (host === domain || host.endsWith(`.${domain}`))) return true;
  }
  return false;
}

/** The small spelling wins, as everywhere. */
function variableOf(env: Environment, name: string): string {
  return (env[name.toLowerCase()] || env[name] || '').trim();
}

function portOf(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}
