import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { toNetworkError } from '../network-errors.ts';
import { ConnectFailure, type ConnectFailureDetails, type ConnectStage } from './connect-failure.ts';

const DOCS = fileURLToPath(new URL('../../../../../docs/networks.md', import.meta.url));
const TABLE = /(<!-- messages: begin[^>]*-->\n\n)[\s\S]*?(<!-- messages: end -->)/;

const URL_OF_SERVER = new URL('https://finops.example.com');
const NOW_MS = Date.UTC(2026, 10, 21, 12);
const PROXY = { proxy: 'proxy.example:3128 (HTTPS_PROXY)' };
const own = {
  subject: 'finops.example.com',
  issuer: 'Example authority',
  hosts: ['a.example'],
  fromMs: Date.UTC(2026, 8, 1),
  toMs: Date.UTC(2026, 10, 20),
};

const failure = (stage: ConnectStage, code: string, details: ConnectFailureDetails = {}) => ({ error: new ConnectFailure(stage, code, details) });
const onTheLine = (code: string) => ({ error: Object.assign(new Error(code), { code }) });

/** One of each kind, in the order of the steps. */
const EXAMPLES: readonly { error: unknown; peerMs?: number; hasClientCert?: boolean; isLate?: boolean }[] = [
  failure('lookup', 'ENOTFOUND'),
  failure('lookup', 'EAI_AGAIN'),
  failure('lookup', 'LOOKUP_TIMEOUT'),
  failure('lookup', 'METADATA_ADDRESS'),
  failure('proxy', 'ECONNREFUSED', PROXY),
  failure('proxy', 'PROXY_STATUS', { ...PROXY, proxyStatus: 407 }),
  failure('proxy', 'PROXY_STATUS', { ...PROXY, proxyStatus: 403 }),
  failure('proxy', 'PROXY_STATUS', { ...PROXY, proxyStatus: 503 }),
  failure('proxy', 'PROXY_TIMEOUT', PROXY),
  failure('connect', 'ECONNREFUSED'),
  failure('connect', 'CONNECT_TIMEOUT'),
  failure('connect', 'ENETUNREACH'),
  failure('connect', 'EHOSTUNREACH'),
  failure('tls', 'CERT_HAS_EXPIRED', { chain: [own] }),
  failure('tls', 'CERT_NOT_YET_VALID', { chain: [{ ...own, fromMs: Date.UTC(2026, 11, 1), toMs: Date.UTC(2027, 2, 1) }] }),
  { ...failure('tls', 'CERT_HAS_EXPIRED', { chain: [own] }), peerMs: Date.UTC(2026, 9, 21, 12) },
  failure('tls', 'ERR_TLS_CERT_ALTNAME_INVALID', { chain: [own] }),
  failure('tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', { chain: [own] }),
  failure('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', { chain: [own] }),
  failure('tls', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'),
  failure('tls', 'ERR_SSL_WRONG_VERSION_NUMBER'),
  failure('tls', 'TLS_TIMEOUT'),
  onTheLine('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
  failure('tls', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'),
  { ...onTheLine('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), hasClientCert: true },
  { ...onTheLine('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), hasClientCert: true },
  onTheLine('UND_ERR_SOCKET'),
  onTheLine('UND_ERR_HEADERS_TIMEOUT'),
  { ...onTheLine('UND_ERR_ABORTED'), isLate: true },
  onTheLine('HPE_INVALID_CONSTANT'),
];

it('docs/networks.md says of each cause what the code says (vitest -u writes it)', async () => {
  const docs = await readFile(DOCS, 'utf8');
  const rows = EXAMPLES.map(({ error, peerMs = null, hasClientCert = false, isLate = false }) => {
    const { message, hint } = toNetworkError(error, { url: URL_OF_SERVER, hasClientCert, isLate, clocks: { nowMs: NOW_MS, peerMs } });
    return `| ${message.replace('no server at https://finops.example.com: ', '')} | ${hint} |`;
  });
  const table = ['| message | next step |', '|---|---|', ...rows].join('\n');

  const expected = docs.replace(TABLE, (_, before: string, after: string) => `${before}${table}\n\n${after}`);

  expect(docs).toMatch(TABLE);
  await expect(expected).toMatchFileSnapshot(DOCS);
});
