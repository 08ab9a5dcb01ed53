import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate } from '../../../../testing/src/certificates.ts';
import { createConnectProxy } from '../../../../testing/src/connect-proxy.ts';
import { createReferenceServer } from '../../../../testing/src/reference-server.ts';
import { createScriptedServer, type ServerStep as ScriptStep } from '../../../../testing/src/scripted-server.ts';
import { createSecureServer } from '../../../../testing/src/secure-server.ts';
import { Secret } from '../../secret.ts';
import { closing, DAY_MS, HOST, toThisMachine, writeFiles } from '../transport/test/transport-stand.ts';
import { examineServer, type ServerExamination } from './examine-server.ts';

const signal = new AbortController().signal;
const ca = makeAuthority('Example authority');
const TOKEN = 'very-secret-token';
const token: ServerExamination['token'] = { from: '/etc/openfinops/token', read: async () => ({ secret: new Secret(TOKEN), warnings: [] }) };
const refusesEmpty: ScriptStep = { status: 400, body: { error: 'Missing required fields' } };

const examine = (url: string, more: Partial<ServerExamination> = {}) =>
  examineServer({ url, token: undefined, transport: { resolve: toThisMachine }, agentVersion: '0.1.0', ...more }, signal);

/** `dns ok`, …, in order. */
const inShort = (steps: Awaited<ReturnType<typeof examine>>) => steps.map(({ name, status }) => `${name} ${status}`).join(', ');
const failureIn = (steps: Awaited<ReturnType<typeof examine>>) => steps.find(({ status }) => status === 'fail');

async function scripted(step: ScriptStep) {
  const server = closing(await createScriptedServer([step]));
  return { server, url: `http://${HOST}:${new URL(server.url).port}` };
}

describe('examineServer', () => {
  it('goes the whole way to a server that is well', async () => {
    const { server, url } = await scripted(refusesEmpty);

    const steps = await examine(url, { token });

    expect(inShort(steps)).toBe('dns ok, proxy skip, tcp ok, tls skip, clock ok, token ok, register ok');
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/api/v1/agents/register', headers: { authorization: `Bearer ${TOKEN}` } }]);
    expect(JSON.stringify(steps)).not.toContain(TOKEN);
  });

  it('registers nobody', async () => {
    const server = await createReferenceServer();
    closing(server);

    const steps = await examine(server.url);

    const listed = (await (await fetch(`${server.url}/api/v1/agents`)).json()) as { agents: unknown[] };
    expect(inShort(steps)).toBe('dns skip, proxy skip, tcp ok, tls skip, clock ok, token skip, register ok');
    expect(listed.agents).toEqual([]);
  });

  it('shows the certificates of a server that speaks TLS, and warns of their end', async () => {
    const shown = makeCertificate({ name: HOST, hosts: [HOST], issuer: ca, to: new Date(Date.now() + 3.5 * DAY_MS) });
    const server = closing(await createSecureServer(shown));
    const path = await writeFiles({ 'ca.pem': ca.cert });

    const steps = await examine(`https://${HOST}:${server.port}`, { transport: { resolve: toThisMachine, caFile: path('ca.pem') } });

    expect(steps[3]).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/^TLSv1\.3; “finops\.example”, signed by “Example authority”, valid from [\d-]+ to [\d-]+ \(3 days left\)$/),
      hint: 'Renew the certificate within 3 days.',
      certificates: [{ subject: HOST, hosts: [HOST] }, { subject: 'Example authority' }],
    });
  });

  it('goes through a proxy', async () => {
    const { server, url } = await scripted(refusesEmpty);
    const proxy = closing(await createConnectProxy({ leadsTo: Number(new URL(server.url).port), credentials: 'me:hunter22' }));
    const env = { HTTP_PROXY: `http://me:hunter22@proxy.example:${proxy.port}` };

    const steps = await examine(url, { transport: { resolve: toThisMachine, env } });

    expect(inShort(steps)).toBe('dns ok, proxy ok, tcp skip, tls skip, clock ok, token skip, register ok');
    expect(steps[1]?.detail).toBe(`proxy.example:${proxy.port} (HTTP_PROXY) opens a way to ${new URL(url).host}`);
    expect(JSON.stringify(steps)).not.toContain('hunter22');
  });

  it.each([
    { name: 'a name that nobody knows', resolve: async () => [], step: 'dns', says: 'the name finops.example is not known (DNS)' },
    {
      name: 'a proxy that is down',
      env: { HTTPS_PROXY: 'http://127.0.0.1:1' },
      step: 'proxy',
      says: 'the proxy 127.0.0.1:1 (HTTPS_PROXY) cannot be used',
    },
    { name: 'nobody there', step: 'tcp', says: 'nothing listens there' },
  ])('stops at $name', async ({ step, says, env = {}, resolve = toThisMachine }) => {
    const steps = await examine(`https://${HOST}:1`, { transport: { resolve, env } });

    expect(failureIn(steps)).toMatchObject({
      name: step,
      detail: expect.stringContaining(says),
      hint: expect.any(String),
      code: 'SERVER_UNREACHABLE',
    });
    for (const { status, detail } of steps.slice(steps.findIndex(({ status }) => status === 'fail') + 1)) {
      expect({ status, detail }).toEqual({ status: 'skip', detail: `not tried: ${step} failed` });
    }
  });

  it('stops at a certificate that does not do, and shows it', async () => {
    const server = closing(await createSecureServer(makeCertificate({ name: 'a.example', hosts: ['a.example'], issuer: ca })));
    const path = await writeFiles({ 'ca.pem': ca.cert });

    const steps = await examine(`https://${HOST}:${server.port}`, { token, transport: { resolve: toThisMachine, caFile: path('ca.pem') } });

    expect(failureIn(steps)).toMatchObject({
      name: 'tls',
      detail: `its certificate is for a.example, not for ${HOST}`,
      certificates: [{ subject: 'a.example' }, { subject: 'Example authority' }],
    });
    expect(server.requests).toEqual([]);
  });

  it('names a clock that is wrong, and goes on', async () => {
    const { url } = await scripted({ ...refusesEmpty, headers: { date: new Date(Date.now() - 3_600_000).toUTCString() } });

    const steps = await examine(url);

    expect(failureIn(steps)).toMatchObject({ name: 'clock', code: 'CLOCK_AHEAD', detail: expect.stringContaining('60 min ahead') });
    expect(steps.at(-1)).toMatchObject({ name: 'register', status: 'ok' });
  });

  it.each([
    {
      name: 'a token that the server does not accept',
      answer: { status: 401 },
      given: token,
      says: 'does not accept the token from /etc/openfinops/token',
    },
    { name: 'a token that is not set', answer: { status: 401 }, given: undefined, says: 'asks for a token, and none is set' },
  ])('stops at $name', async ({ answer, given, says }) => {
    const { url } = await scripted(answer);

    const steps = await examine(url, { token: given });

    expect(failureIn(steps)).toMatchObject({
      name: 'token',
      detail: expect.stringContaining(says),
      hint: expect.any(String),
      code: 'SERVER_REFUSED',
    });
    expect(steps.at(-1)).toMatchObject({ name: 'register', status: 'skip' });
  });

  it('stops at a token that cannot be read', async () => {
    const { readSecretFile } = await import('../../secret-file.ts');
    const { url } = await scripted(refusesEmpty);

    const steps = await examine(url, { token: { from: '/nowhere/token', read: () => readSecretFile('/nowhere/token') } });

    expect(failureIn(steps)).toMatchObject({ name: 'token', code: 'CONFIG_INVALID', detail: 'the token file /nowhere/token does not exist' });
  });

  it.each([
    { name: 'a page that answers for the server', answer: { body: '<html>Welcome</html>' }, code: 'REPLY_UNCONFIRMED' },
    { name: 'a server that is another one', answer: { status: 404 }, code: 'SERVER_REFUSED' },
    {
      name: 'a server that refuses in words that are not ours',
      answer: { status: 400, body: '<html>No required SSL certificate was sent</html>' },
      code: 'SERVER_REFUSED',
    },
    { name: 'a server that sends elsewhere', answer: { status: 302, headers: { location: 'https://login.example/' } }, code: 'SERVER_REFUSED' },
    { name: 'a server that cuts', answer: { cut: 'at-once' }, code: 'SERVER_UNREACHABLE' },
  ] satisfies { name: string; answer: ScriptStep; code: string }[])('stops at $name', async ({ answer, code }) => {
    const { url } = await scripted(answer);

    const steps = await examine(url);

    expect(failureIn(steps)).toMatchObject({ name: 'register', code, hint: expect.any(String) });
  });

  it('leaves at once when it is asked to', async () => {
    const stop = new AbortController();
    const examining = examineServer({ url: 'http://127.0.0.1:1', token: undefined, transport: {}, agentVersion: '0' }, stop.signal);
    stop.abort();

    await expect(examining).rejects.toMatchObject({ name: 'AbortError' });
  });
});
