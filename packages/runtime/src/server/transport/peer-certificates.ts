import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

/** As much of a certificate as a person needs to know which one it is. */
export interface PeerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses that it is for; empty for an authority's. */
  readonly hosts: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Longer chains are not shown, and a chain may be a circle. */
const MOST_CERTIFICATES = 6;

/** What the server showed, its own certificate first, then as far up as it is known. Empty: it showed nothing. */
export function readPeerCertificates(socket: TLSSocket): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (at?.valid_to !== undefined && chain.length < MOST_CERTIFICATES) {
    chain.push({
      subject: nameOf(at.subject),
      issuer: nameOf(at.issuer),
      hosts: hostsOf(at.subjectaltname),
      fromMs: Date.parse(at.valid_from),
      toMs: Date.parse(at.valid_to),
    });
    // The root is its own issuer.
    at = at.issuerCertificate === at ? undefined : at.issuerCertificate;
  }
  return chain;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const [value] = [name?.CN ?? name?.O ?? 'no name'].flat();
  return String(value);
}

/** `DNS:a.example, IP Address:10.0.0.1`; quoted where a name holds a comma, which no host name does. */
function hostsOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text.split(', ').flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}
