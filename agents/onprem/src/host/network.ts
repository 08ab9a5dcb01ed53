import type { Transfer } from './host.ts';
import { parseCounts, parseTable } from './parse.ts';

/** Loopback, tunnels, and interfaces made of others or for containers, whose bytes pass a physical one too. */
const NOT_PHYSICAL =
  /^(lo$|ifb|dummy|docker|br-|br\d|virbr|veth|cni|flannel|cali|cilium|lxc|lxd|vxlan|geneve|nodelocaldns|kube-|tunl|tun|tap|wg|bond|team|sit|ip6|gre|erspan|ovs|vnet)|[.@]/;

/** /proc/net/dev: bytes received and sent of each physical interface. One line that makes no sense spoils the file. */
export function parseNetDev(text: string): Record<string, Transfer> | undefined {
  const rows = parseTable(text.replaceAll(':', ': '));
  if (rows === undefined) return undefined;
  const interfaces: Record<string, Transfer> = {};
  let seen = 0;
  for (const [label = '', ...fields] of rows) {
    if (!label.endsWith(':')) {
      if (fields.length > 0 && /^(Inter-\||face)/.test(label)) continue;
      return undefined;
    }
    const counts = parseCounts(fields.slice(0, 16));
    if (counts === undefined || counts.length < 16) return undefined;
    seen += 1;
    const name = label.slice(0, -1);
    if (!NOT_PHYSICAL.test(name)) interfaces[name] = { inBytes: counts[0] ?? 0, outBytes: counts[8] ?? 0 };
  }
  return seen === 0 ? undefined : interfaces;
}
