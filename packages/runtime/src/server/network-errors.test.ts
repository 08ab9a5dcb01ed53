import { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { type FailedCall, toNetworkError } from './network-errors.ts';
import { ConnectFailure } from './transport/connect-failure.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const call: FailedCall = {
  url: new URL('https://finops.example.com/api/v1/telemetry/ingest'),
  isLate: false,
  hasClientCert: false,
  clocks: { nowMs: NOW_MS, peerMs: null },
};
const coded = (code: string): Error => Object.assign(new Error(`it said ${code}`), { code });
const certificate = { subject: 'finops.example.com', issuer: 'R3', hosts: [], fromMs: Date.UTC(2026, 8, 1), toMs: Date.UTC(2026, 10, 1) };

describe('toNetworkError', () => {
  it.each([
    { error: coded('ECONNRESET'), says: 'the connection was cut', hint: 'client certificate' },
    { error: coded('UND_ERR_HEADERS_TIMEOUT'), says: 'no answer in time', hint: 'proxies and firewalls' },
    { error: coded('HPE_INVALID_CONSTANT'), says: 'what answers there does not speak HTTP', hint: 'https://' },
    { error: coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), says: 'it wants a client certificate', hint: '--client-cert-file' },
    { error: coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), says: 'it says that the client certificate has expired', hint: 'Renew' },
    { error: coded('EWHATEVER'), says: 'it said EWHATEVER', hint: 'between here and the server' },
    { error: new ConnectFailure('connect', 'ENETUNREACH'), says: 'there is no way to that network', hint: 'routes' },
    { error: new ConnectFailure('connect', 'EODD'), says: 'the connection failed (EODD)', hint: 'doctor server' },
    { error: new ConnectFailure('tls', 'TLS_TIMEOUT'), says: 'the TLS handshake did not end in time', hint: 'speaks https' },
    {
      error: new ConnectFailure('tls', 'CERT_HAS_EXPIRED', { chain: [certificate] }),
      says: 'its certificate “finops.example.com” expired on 2026-11-01 (valid from 2026-09-01)',
      hint: 'Renew the certificate at the server.',
    },
    {
      error: new ConnectFailure('tls', 'CERT_HAS_EXPIRED'),
      says: 'its certificate (not shown) has expired',
      hint: 'Renew',
    },
  ])('says "$says"', ({ error, says, hint }) => {
    const said = toNetworkError(error, call);

    expect(said.code).toBe('SERVER_UNREACHABLE');
    expect(said.message).toBe(`no server at https://finops.example.com: ${says}`);
    expect(said.hint).toContain(hint);
  });

  it('names the issuer’s certificate where that is the one that expired', () => {
    const own = { ...certificate, toMs: NOW_MS + 1 };
    const failure = new ConnectFailure('tls', 'CERT_HAS_EXPIRED', { chain: [own, { ...certificate, subject: 'R3' }] });

    const said = toNetworkError(failure, call);

    expect(said.message).toContain('“R3” expired on 2026-11-01');
  });

  it('names both clocks by the minute where they stand on one day', () => {
    const failure = new ConnectFailure('tls', 'CERT_HAS_EXPIRED', { chain: [certificate] });

    const said = toNetworkError(failure, { ...call, clocks: { nowMs: NOW_MS, peerMs: NOW_MS - 7_200_000 } });

    expect(said.message).toMatch(/this machine’s clock says 2026-11-21 12:00Z, the server’s 2026-11-21 10:00Z$/);
  });

  it('is the same sentence every minute', () => {
    const failure = new ConnectFailure('tls', 'CERT_HAS_EXPIRED', { chain: [certificate] });
    const sayAt = (nowMs: number) => toNetworkError(failure, { ...call, clocks: { nowMs, peerMs: nowMs - 86_400_000 * 9 } }).message;

    expect(sayAt(NOW_MS + 60_000)).toBe(sayAt(NOW_MS));
  });

  it('doubts a clock that stands before this program was made', () => {
    const failure = new ConnectFailure('tls', 'CERT_NOT_YET_VALID', { chain: [certificate] });

    const said = toNetworkError(failure, { ...call, clocks: { nowMs: 0, peerMs: null } });

    expect(said.message).toMatch(/is not valid before 2026-09-01 .*; this machine’s clock says 1970-01-01$/);
    expect(said.hint).toContain('Set the clock of this machine');
  });

  it('blames the time of the whole call when that ran out, whatever broke then', () => {
    const said = toNetworkError(coded('UND_ERR_ABORTED'), { ...call, isLate: true });

    expect(said.message).toBe('no server at https://finops.example.com: no whole answer in time');
  });

  it('tells of certificate files that cannot be read again, beside what failed', () => {
    const filesTrouble = new AgentError('CONFIG_INVALID', 'the file /c.pem of --client-cert-file does not exist');

    const said = toNetworkError(coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), { ...call, hasClientCert: true, filesTrouble });

    expect(said.hint).toMatch(/^Renew the files .* Besides, the file \/c\.pem .* does not exist; what it held before is still in use\.$/);
  });

  it('hands on what has its own sentence', () => {
    const own = new AgentError('CONFIG_INVALID', 'the file is not there');

    expect(toNetworkError(own, call)).toBe(own);
  });

  it.each([
    { name: 'a TypeError', bug: new TypeError('x is not a function') },
    { name: 'a TypeError of Node', bug: Object.assign(new TypeError('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' }) },
    { name: 'a RangeError of Node', bug: Object.assign(new RangeError('bad port'), { code: 'ERR_SOCKET_BAD_PORT' }) },
    { name: 'a wrong argument for undici', bug: coded('UND_ERR_INVALID_ARG') },
    { name: 'an error without a code', bug: new Error('oops') },
  ])('does not pass $name off as trouble of the network', ({ bug }) => {
    expect(() => toNetworkError(bug, call)).toThrow(bug);
  });
});
