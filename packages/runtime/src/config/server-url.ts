import { BlockList, isIP } from 'node:net';

/** Places that hand out credentials to whoever asks, and what is only on the wire to the next machine: no server of ours lives there. */
const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata', 'instance-data', 'instance-data.ec2.internal']);
const metadataAddresses = new BlockList();
metadataAddresses.addSubnet('169.254.0.0', 16, 'ipv4');
metadataAddresses.addAddress('100.100.100.200', 'ipv4');
metadataAddresses.addAddress('168.63.129.16', 'ipv4');
metadataAddresses.addAddress('fd00:ec2::254', 'ipv6');
metadataAddresses.addAddress('fd20:ce::254', 'ipv6');
metadataAddresses.addSubnet('fe80::', 10, 'ipv6');

/** Where a program listens that listens everywhere; nobody is there. */
const EVERYWHERE = ['0.0.0.0', '::'];

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
loopbackAddresses.addAddress('::1', 'ipv6');

/** The address in its plain form (no `/` at the end), or why it cannot be the server's. No sentence quotes the address: it may hold a password. */
export function parseServerUrl(text: string): { readonly url: string } | { readonly problem: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { problem: 'must be an address such as https://finops.example.com' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { problem: `must start with http:// or https://, not with ${url.protocol}` };
  if (url.username !== '' || url.password !== '') return { problem: 'must not carry a user name or password; give the token with --token-file' };
  if (url.search !== '' || url.hash !== '') return { problem: 'must end before the ? or #' };
  if (EVERYWHERE.includes(bareHost(url.hostname)))
    return { problem: 'must name a machine; 0.0.0.0 and [::] are for listening, 127.0.0.1 is this one' };
  if (isMetadata(url.hostname)) return { problem: 'points to a cloud metadata service, which is never the server' };
  return { url: url.href.replace(/\/+$/, '') };
}

/** Is this host the machine itself? @param hostname as `URL` gives it, or as it was typed */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname);
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isIn(loopbackAddresses, host);
}

/** Is it a place that no connection may lead to, by name or by address? @param hostname as `URL` gives it, or an address */
export function isMetadata(hostname: string): boolean {
  const host = bareHost(hostname);
  return METADATA_NAMES.has(host) || isIn(metadataAddresses, host);
}

/** `[::1]` -> `::1`, `Metadata.google.internal.` -> `metadata.google.internal`. */
export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function isIn(list: BlockList, host: string): boolean {
  // `fe80::1%eth0`: the zone says which wire, not where to.
  const [address = ''] = host.split('%');
  const family = isIP(address);
  if (family === 0) return false;
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
