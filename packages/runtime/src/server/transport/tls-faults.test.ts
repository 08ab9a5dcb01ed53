import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { AgentError } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate, type TestCertificate } from '../../../../testing/src/certificates.ts';
import { createSecureServer } from '../../../../testing/src/secure-server.ts';
import { closing, DAY_MS, HOST, post, writeFiles } from './test/transport-stand.ts';

const ca = makeAuthority('Example authority');
const certify = (more: Partial<Parameters<typeof makeCertificate>[0]> = {}): TestCertificate =>
  makeCertificate({ name: HOST, hosts: [HOST], issuer: ca, ...more });
const good = certify();
const day = (offsetDays: number): string => new Date(Date.now() + offsetDays * DAY_MS).toISOString().slice(0, 10);
const at = (offsetDays: number): Date => new Date(Date.now() + offsetDays * DAY_MS);

async function postTo(shown: TestCertificate, tls: TlsOptions = {}, client: { cert: string; key: string } | undefined = undefined) {
  const server = closing(await createSecureServer(shown, { tls }));
  const at = await writeFiles({ 'ca.pem': ca.cert, 'client.pem': client?.cert ?? '', 'client.key': client?.key ?? '' });
  const own = client === undefined ? {} : { clientCertFile: at('client.pem'), clientKeyFile: at('client.key') };
  const said = await post(`https://${HOST}:${server.port}/x`, { caFile: at('ca.pem'), ...own });
  return { said, server, origin: `https://${HOST}:${server.port}` };
}

describe('a server that speaks TLS', () => {
  it('is posted to when its certificate is good', async () => {
    const { said, server } = await postTo(good);

    expect(said).toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    {
      name: 'has a certificate that expired',
      shown: () => certify({ from: at(-40), to: at(-10) }),
      says: () => `its certificate “${HOST}” expired on ${day(-10)} (valid from ${day(-40)})`,
      hint: 'Renew the certificate at the server.',
    },
    {
      name: 'has a certificate that is not valid yet',
      shown: () => certify({ from: at(10), to: at(40) }),
      says: () => `its certificate “${HOST}” is not valid before ${day(10)} (until ${day(40)})`,
      hint: 'Give the server a certificate that is valid now.',
    },
    {
      name: 'has a certificate for other names',
      shown: () => certify({ hosts: ['a.example', 'b.example'] }),
      says: () => `its certificate is for a.example, b.example, not for ${HOST}`,
      hint: 'Give --server a name that the certificate is for, or the server a certificate for this one.',
    },
    {
      name: 'has a certificate of an authority that nobody knows',
      shown: () => certify({ issuer: makeAuthority('Corner shop') }),
      says: () => 'its certificate is signed by “Corner shop”, whom nobody here knows',
      hint: 'Name the certificate of that authority with --ca-file FILE (what the system trusts: /etc/ssl/certs/ca-certificates.crt on Debian).',
    },
    {
      name: 'has a certificate that it signed itself',
      shown: () => certify({ issuer: undefined }),
      says: () => `its certificate “${HOST}” is signed by itself`,
      hint: 'If it is the one that you gave the server, name its file with --ca-file.',
    },
    {
      name: 'speaks TLS 1.1 and nothing newer',
      shown: () => good,
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      says: () => 'it speaks no TLS 1.2 or newer',
      hint: 'Switch on TLS 1.2 or 1.3 at the server, or at the proxy before it.',
    },
    {
      name: 'wants a client certificate, by TLS 1.2',
      shown: () => good,
      tls: { requestCert: true, ca: ca.cert, maxVersion: 'TLSv1.2' },
      says: () => 'it ended the TLS handshake, as a server does that wants a client certificate',
      hint: 'Give the agent one that the server trusts, with --client-cert-file and --client-key-file.',
    },
    {
      name: 'wants a client certificate, by TLS 1.3',
      shown: () => good,
      tls: { requestCert: true, ca: ca.cert },
      says: () => 'it wants a client certificate',
      hint: 'Give the agent one that the server trusts, with --client-cert-file and --client-key-file.',
    },
  ] satisfies readonly { name: string; shown: () => TestCertificate; tls?: TlsOptions; says: () => string; hint: string }[])(
    'is named with its fault and the remedy when it $name',
    async ({ shown, tls = {}, says, hint }) => {
      const { said, server, origin } = await postTo(shown(), tls);

      const { code, message, hint: next } = said as AgentError;
      expect({ code, next }).toEqual({ code: 'SERVER_UNREACHABLE', next: hint });
      expect(message).toBe(`no server at ${origin}: ${says()}`);
      expect(server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    },
  );

  it('is named when it does not speak TLS at all', async () => {
    const plain = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    closing({ close: () => new Promise((resolve) => plain.close(() => resolve())) });
    const origin = `https://${HOST}:${(plain.address() as AddressInfo).port}`;

    const said = await post(`${origin}/x`);

    expect(said).toMatchObject({
      message: `no server at ${origin}: what answers there does not speak TLS`,
      hint: expect.stringMatching(/port that speaks https.*http:\/\//),
    });
  });

  it.each([
    { name: 'expired to a clock that runs ahead', from: -40, to: -10, serverDays: -20 },
    { name: 'not valid yet to a clock that runs behind', from: 10, to: 40, serverDays: 20 },
  ])('has the clock of this machine named when its certificate is $name', async ({ from, to, serverDays }) => {
    const server = closing(await createSecureServer(certify({ from: at(from), to: at(to) }), { date: at(serverDays) }));
    const path = await writeFiles({ 'ca.pem': ca.cert });

    const said = await post(`https://${HOST}:${server.port}/x`, { caFile: path('ca.pem') }, {}, { authorization: 'Bearer secret-token' });

    expect(said).toMatchObject({
      message: expect.stringMatching(new RegExp(`; this machine’s clock says ${day(0)}, the server’s ${day(serverDays)}$`)),
      hint: 'Set the clock of this machine (NTP): the certificate may be fine.',
    });
    expect(server.requests).toMatchObject([{ method: 'HEAD' }]);
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('a client certificate', () => {
  const asking: TlsOptions = { requestCert: true, ca: ca.cert };

  it('is shown to the server that asks for it', async () => {
    const { said, server } = await postTo(good, asking, makeCertificate({ name: 'agent-7', issuer: ca }));

    expect(said).toMatchObject({ status: 200 });
    expect(server.requests[0]?.caller).toBe('agent-7');
  });

  it('that is not accepted is an error like others', async () => {
    const stranger = makeCertificate({ name: 'agent-7', issuer: makeAuthority('Other') });

    const { said } = await postTo(good, { ...asking, maxVersion: 'TLSv1.2' }, stranger);

    expect(said).toMatchObject({ message: expect.stringMatching(/it ended the TLS handshake|client certificate|the connection was cut/) });
  });
});
