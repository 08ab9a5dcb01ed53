import type { ConnectFailure } from './connect-failure.ts';
import type { Clocks, Explanation } from './explanation.ts';
import type { PeerCertificate } from './peer-certificates.ts';

/** This program is younger: a clock before it is wrong. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** Clocks that differ by more decide whether a certificate is valid. */
const FAR_OFF_MS = 300_000;

const UNTRUSTED = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
];

/** Why the certificate that was shown does not do; undefined: that is not what failed. @param host that was asked for */
export function explainCertificate({ platformCode: code, chain }: ConnectFailure, host: string, clocks: Clocks): Explanation | undefined {
  const [own] = chain;
  if (code === 'CERT_HAS_EXPIRED') return explainDates(chain.find(({ toMs }) => toMs < clocks.nowMs) ?? own, 'expired', clocks);
  if (code === 'CERT_NOT_YET_VALID') return explainDates(chain.find(({ fromMs }) => fromMs > clocks.nowMs) ?? own, 'early', clocks);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      says: `its certificate is for ${sayHosts(own)}, not for ${host}`,
      hint: 'Give --server a name that the certificate is for, or the server a certificate for this one.',
    };
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    return {
      says: `its certificate ${quote(own?.subject)} is signed by itself`,
      hint: 'If it is the one that you gave the server, name its file with --ca-file.',
    };
  }
  if (!UNTRUSTED.includes(code)) return undefined;
  return {
    says: `its certificate is signed by ${quote(chain.at(-1)?.issuer)}, whom nobody here knows`,
    hint: 'Name the certificate of that authority with --ca-file FILE (what the system trusts: /etc/ssl/certs/ca-certificates.crt on Debian).',
  };
}

const DATE_FAULTS = {
  expired: {
    seen: ({ fromMs, toMs }: PeerCertificate) => `expired on ${sayDay(toMs)} (valid from ${sayDay(fromMs)})`,
    unseen: 'has expired',
    hint: 'Renew the certificate at the server.',
  },
  early: {
    seen: ({ fromMs, toMs }: PeerCertificate) => `is not valid before ${sayDay(fromMs)} (until ${sayDay(toMs)})`,
    unseen: 'is not valid yet',
    hint: 'Give the server a certificate that is valid now.',
  },
} as const;

function explainDates(certificate: PeerCertificate | undefined, fault: keyof typeof DATE_FAULTS, { nowMs, peerMs }: Clocks): Explanation {
  const { seen, unseen, hint } = DATE_FAULTS[fault];
  const says = `its certificate ${quote(certificate?.subject)} ${certificate === undefined ? unseen : seen(certificate)}`;
  const differs = peerMs !== null && Math.abs(nowMs - peerMs) > FAR_OFF_MS;
  if (!differs && nowMs >= EARLIEST_MS) return { says, hint };
  return { says: `${says}; ${sayClocks(nowMs, peerMs)}`, hint: 'Set the clock of this machine (NTP): the certificate may be fine.' };
}

/** Days where they differ: a sentence that is another one every minute would be news every minute. */
function sayClocks(nowMs: number, peerMs: number | null): string {
  const mine = sayDay(nowMs);
  if (peerMs === null) return `this machine’s clock says ${mine}`;
  const theirs = sayDay(peerMs);
  if (mine !== theirs) return `this machine’s clock says ${mine}, the server’s ${theirs}`;
  return `this machine’s clock says ${sayMinute(nowMs)}, the server’s ${sayMinute(peerMs)}`;
}

function sayHosts(certificate: PeerCertificate | undefined): string {
  const { hosts = [], subject } = certificate ?? {};
  if (hosts.length === 0) return quote(subject);
  const shown = hosts.slice(0, 4).join(', ');
  return hosts.length > 4 ? `${shown} and ${hosts.length - 4} more` : shown;
}

function quote(name: string | undefined): string {
  return name === undefined ? '(not shown)' : `“${name.slice(0, 100)}”`;
}

function sayDay(atMs: number): string {
  return Number.isNaN(atMs) ? '?' : new Date(atMs).toISOString().slice(0, 10);
}

function sayMinute(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
