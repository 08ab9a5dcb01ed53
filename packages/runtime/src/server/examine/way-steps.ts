import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { bareHost, isLoopback } from '../../config/server-url.ts';
import type { Connector } from '../transport/connector.ts';
import type { PeerCertificate } from '../transport/peer-certificates.ts';
import type { StepRunners } from './examine-server.ts';
import { passed, skipped } from './server-step.ts';

const DAY_MS = 86_400_000;
/** A certificate that is renewed by a machine has been by then. */
const SOON_DAYS = 14;

/** From the name to a connection on which HTTP can be spoken. */
export function createWaySteps(url: URL, connector: Connector): StepRunners<'dns' | 'proxy' | 'tcp' | 'tls'> {
  let socket: Socket | undefined;
  return {
    async dns() {
      const { proxy } = connector.way(url);
      const host = proxy?.hostname ?? bareHost(url.hostname);
      const addresses = await connector.lookUp(host);
      if (isIP(host) !== 0) return skipped(`${host} is an address`);
      const found = `${host} is ${addresses.map(({ address }) => address).join(', ')}`;
      return passed(proxy === undefined ? found : `${found}; the server’s own name is looked up by this proxy`);
    },
    async proxy() {
      const way = connector.way(url);
      if (way.proxy === undefined) return skipped(way.why);
      socket = await connector.tunnel(await connector.reach(url), way.proxy, url);
      return passed(`${way.proxy.label} opens a way to ${url.host}`);
    },
    async tcp() {
      if (socket !== undefined) return skipped('the proxy does that');
      const startedMs = performance.now();
      socket = await connector.reach(url);
      const { remoteAddress = '', remotePort = 0, remoteFamily } = socket;
      const address = remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress;
      return passed(`${address}:${remotePort} answers, after ${Math.max(1, Math.round(performance.now() - startedMs))} ms`);
    },
    async tls() {
      if (url.protocol === 'http:')
        return skipped(isLoopback(url.hostname) ? 'nothing leaves this machine' : 'http:// it is: what is sent can be read on the way');
      if (socket === undefined) throw new Error('there is no connection yet');
      const secured = await connector.secure(socket, url);
      socket = secured;
      const { readPeerCertificates } = await import('../transport/peer-certificates.ts');
      return sayCertificates(secured, readPeerCertificates(secured));
    },
    async close() {
      socket?.destroy();
    },
  };
}

function sayCertificates(secured: TLSSocket, certificates: readonly PeerCertificate[]) {
  const [own] = certificates;
  if (own === undefined) return passed(`${secured.getProtocol()}`);
  const [first = own] = [...certificates].sort((a, b) => a.toMs - b.toMs);
  const daysLeft = Math.floor((first.toMs - Date.now()) / DAY_MS);
  const which = first === own ? '' : ` of “${first.subject}”`;
  const detail = `${secured.getProtocol()}; “${own.subject}”, signed by “${own.issuer}”, valid from ${sayDay(own.fromMs)} to ${sayDay(own.toMs)}`;
  const hint = daysLeft < SOON_DAYS ? `Renew the certificate${which} within ${daysLeft} days.` : null;
  return passed(`${detail} (${daysLeft} days left${which})`, { hint, certificates });
}

function sayDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
