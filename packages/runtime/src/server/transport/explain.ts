import { bareHost } from '../../config/server-url.ts';
import type { ConnectFailure } from './connect-failure.ts';
import { explainCertificate } from './explain-certificate.ts';
import type { Clocks, Explanation } from './explanation.ts';

export interface Circumstances {
  readonly url: URL;
  readonly hasClientCert: boolean;
  readonly clocks: Clocks;
}

const NAME_SERVERS = 'Check the name servers of this machine (/etc/resolv.conf) and the way to them.';
const WAY_THERE = 'Check the routes of this machine, and whether it has an address of the same family (IPv4, IPv6).';
const FIREWALL = 'Let firewalls pass this machine to that port; `openfinops-agent doctor server` tries each step.';
const LOOK_BETWEEN = 'Look at the server’s log, and at proxies and firewalls between.';

/** By the platform's code; `$HOST` is the name that was looked up. */
const NETWORK_RULES: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: { says: 'the name $HOST is not known (DNS)', hint: 'Check the name in --server; `getent hosts $HOST` looks it up as the agent does.' },
  EAI_AGAIN: { says: 'the name $HOST cannot be looked up now (DNS)', hint: NAME_SERVERS },
  LOOKUP_TIMEOUT: { says: 'no name server answered for $HOST in time (DNS)', hint: NAME_SERVERS },
  METADATA_ADDRESS: {
    says: 'the name $HOST leads to a metadata service or a link-local address; nothing was sent there',
    hint: 'Correct the name’s record in DNS, and find out who changed it.',
  },
  ECONNREFUSED: { says: 'nothing listens there', hint: 'Start the server, or correct the address given with --server.' },
  CONNECT_TIMEOUT: { says: 'no connection in time', hint: FIREWALL },
  ETIMEDOUT: { says: 'no connection in time', hint: FIREWALL },
  ENETUNREACH: { says: 'there is no way to that network', hint: WAY_THERE },
  EHOSTUNREACH: { says: 'there is no way to that host', hint: WAY_THERE },
  EADDRNOTAVAIL: { says: 'this machine has no address to connect from', hint: WAY_THERE },
  EACCES: { says: 'this machine forbids the connection', hint: FIREWALL },
  EPERM: { says: 'this machine forbids the connection', hint: FIREWALL },
  ECONNRESET: { says: 'the connection was cut', hint: LOOK_BETWEEN },
  EPIPE: { says: 'the connection was cut', hint: LOOK_BETWEEN },
  UND_ERR_SOCKET: { says: 'the connection was cut', hint: LOOK_BETWEEN },
  UND_ERR_HEADERS_TIMEOUT: { says: 'no answer in time', hint: LOOK_BETWEEN },
  UND_ERR_BODY_TIMEOUT: { says: 'no answer in time', hint: LOOK_BETWEEN },
};

const GIVE_CLIENT_CERT = 'give the agent one that the server trusts, with --client-cert-file and --client-key-file';
const RENEW_CLIENT_CERT = 'renew the files of --client-cert-file and --client-key-file; they are read again when they change';
const CLIENT_CERT = asSentence(GIVE_CLIENT_CERT);
const OTHER_CLIENT_CERT = asSentence(RENEW_CLIENT_CERT);

/** What the two sides of TLS could not agree on, by OpenSSL's code. Alerts after the handshake come this way too. */
const TLS_RULES: Readonly<Record<string, Explanation>> = {
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: {
    says: 'it speaks no TLS 1.2 or newer',
    hint: 'Switch on TLS 1.2 or 1.3 at the server, or at the proxy before it.',
  },
  ERR_SSL_UNSUPPORTED_PROTOCOL: { says: 'it speaks no TLS 1.2 or newer', hint: 'Switch on TLS 1.2 or 1.3 at the server, or at the proxy before it.' },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    says: 'what answers there does not speak TLS',
    hint: 'Give the port that speaks https with --server, or begin the address with http:// (beyond this machine that needs --allow-insecure-http).',
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: { says: 'it wants a client certificate', hint: CLIENT_CERT },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: { says: 'it does not accept the client certificate', hint: OTHER_CLIENT_CERT },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: { says: 'it says that the client certificate has expired', hint: OTHER_CLIENT_CERT },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: { says: 'it says that the client certificate is revoked', hint: OTHER_CLIENT_CERT },
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: { says: 'it does not accept the client certificate', hint: OTHER_CLIENT_CERT },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: {
    says: 'it does not trust who signed the client certificate',
    hint: 'Let the server trust that authority, or give the agent a certificate of one that it trusts, with --client-cert-file.',
  },
  TLS_TIMEOUT: { says: 'the TLS handshake did not end in time', hint: 'See that the port speaks https, and that no firewall inspects it.' },
};

/** What a server says of the client certificate may be lost on the way. */
const CUT_WITHOUT_CERTIFICATE: Explanation = {
  says: 'the connection was cut',
  hint: `Look at the server’s log. If it asks for a client certificate: ${GIVE_CLIENT_CERT}.`,
};
const CUT_WITH_CERTIFICATE: Explanation = {
  says: 'the connection was cut',
  hint: `Look at the server’s log. If it does not accept the client certificate: ${RENEW_CLIENT_CERT}.`,
};

/** Why no connection came about. */
export function explainFailure(failure: ConnectFailure, circumstances: Circumstances): Explanation {
  const { stage, platformCode: code } = failure;
  if (stage === 'proxy') return explainProxy(failure, circumstances);
  const host = bareHost(circumstances.url.hostname);
  if (stage === 'tls') return explainTls(failure, circumstances, host);
  return fill(NETWORK_RULES[code] ?? unknown(code), host);
}

/** Why a connection ended without a whole answer; undefined: the code is not known. */
export function explainOnTheLine(code: string, { url, hasClientCert }: Omit<Circumstances, 'clocks'>): Explanation | undefined {
  if (code.startsWith('HPE_')) {
    return {
      says: 'what answers there does not speak HTTP',
      hint: 'Check the port in --server, and that the address begins with https:// where it speaks TLS.',
    };
  }
  const isCut = NETWORK_RULES[code]?.says === NETWORK_RULES.UND_ERR_SOCKET?.says;
  if (isCut && url.protocol === 'https:') return hasClientCert ? CUT_WITH_CERTIFICATE : CUT_WITHOUT_CERTIFICATE;
  return TLS_RULES[code] ?? NETWORK_RULES[code];
}

function explainTls(failure: ConnectFailure, { hasClientCert, clocks }: Circumstances, host: string): Explanation {
  const { platformCode: code } = failure;
  if (code === 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE') {
    if (!hasClientCert) return { says: 'it ended the TLS handshake, as a server does that wants a client certificate', hint: CLIENT_CERT };
    return {
      says: 'it ended the TLS handshake',
      hint: `Compare its versions, ciphers and the client certificate that it wants. ${OTHER_CLIENT_CERT}`,
    };
  }
  return explainCertificate(failure, host, clocks) ?? TLS_RULES[code] ?? NETWORK_RULES[code] ?? unknown(code);
}

function explainProxy(failure: ConnectFailure, { url, clocks }: Circumstances): Explanation {
  const { platformCode: code, proxy = '', proxyStatus: status } = failure;
  const variable = /\((\w+)\)$/.exec(proxy)?.[1] ?? 'the proxy variable';
  if (code === 'PROXY_STATUS') return explainProxyStatus(proxy, variable, status ?? 0, url);
  const hint = `Start that proxy, correct ${variable}, or except the server with NO_PROXY.`;
  if (code === 'PROXY_TIMEOUT')
    return { says: `the proxy ${proxy} opened no way to it in time`, hint: `See whether that proxy reaches ${url.host}.` };
  const [host = ''] = proxy.split(':');
  const { says } = explainCertificate(failure, host, clocks) ?? TLS_RULES[code] ?? fill(NETWORK_RULES[code] ?? unknown(code), host);
  return { says: `the proxy ${proxy} cannot be used: ${says}`, hint };
}

function explainProxyStatus(proxy: string, variable: string, status: number, url: URL): Explanation {
  if (status === 407) {
    return {
      says: `the proxy ${proxy} wants a user name and password that it knows (407)`,
      hint: `Put them into ${variable}: http://user:password@host:port, with %-escapes for special characters.`,
    };
  }
  if (status >= 500) return { says: `the proxy ${proxy} does not reach it (${status})`, hint: `See whether that proxy reaches ${url.host}.` };
  return {
    says: `the proxy ${proxy} opens no way to it (${status})`,
    hint: `Let that proxy’s rules allow CONNECT to ${url.host}, or except it with NO_PROXY.`,
  };
}

function fill({ says, hint }: Explanation, host: string): Explanation {
  return { says: says.replaceAll('$HOST', host), hint: hint.replaceAll('$HOST', host) };
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function unknown(code: string): Explanation {
  return { says: `the connection failed (${code})`, hint: FIREWALL };
}
