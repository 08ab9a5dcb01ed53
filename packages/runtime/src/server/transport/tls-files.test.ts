import { createPrivateKey } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeCertificate } from '../../../../testing/src/certificates.ts';
import { createSecureServer } from '../../../../testing/src/secure-server.ts';
import { createPoster, POST_LIMITS } from '../post-json.ts';
import { closing, HOST, post, toThisMachine, writeFiles } from './test/transport-stand.ts';
import { createTlsFiles } from './tls-files.ts';

const signal = new AbortController().signal;
const ca = makeAuthority('First authority');
const next = makeAuthority('Next authority');
const certify = (issuer: typeof ca, name = HOST) => makeCertificate({ name, hosts: [HOST], issuer });

/** Replaces a file at once, as tools that renew certificates do. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

describe('createTlsFiles', () => {
  it('reads the files again only when they change', async () => {
    const path = await writeFiles({ 'ca.pem': ca.cert });
    const files = createTlsFiles({ caFile: path('ca.pem') });

    const first = await files.current();
    const second = await files.current();
    await replace(path('ca.pem'), next.cert);
    const third = await files.current();

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('goes on with what it has while the files do not fit together', async () => {
    const [old, renewed] = [certify(ca, 'old'), certify(ca, 'renewed')];
    const path = await writeFiles({ 'c.pem': old.cert, 'c.key': old.key });
    const files = createTlsFiles({ clientCertFile: path('c.pem'), clientKeyFile: path('c.key') });
    const before = await files.current();

    await replace(path('c.pem'), renewed.cert);
    const between = { context: await files.current(), trouble: files.trouble()?.message };
    await replace(path('c.key'), renewed.key);
    const after = { context: await files.current(), trouble: files.trouble() };

    expect(between.context).toBe(before);
    expect(between.trouble).toMatch(/the key is not that of the certificate$/);
    expect(after.context).not.toBe(before);
    expect(after.trouble).toBeUndefined();
  });

  it.each([
    { name: 'a file that is not there', files: {}, says: /^the file .*ca\.pem of --ca-file does not exist$/ },
    { name: 'a file without PEM', files: { 'ca.pem': 'hello' }, says: /^the file .*ca\.pem of --ca-file holds no PEM/ },
    {
      name: 'PEM that is none',
      files: { 'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
      says: /^the file .*ca\.pem of --ca-file cannot be used: its certificate no\. 1 is broken$/,
    },
  ])('refuses $name', async ({ files, says }) => {
    const path = await writeFiles(files as Record<string, string>);

    const reading = createTlsFiles({ caFile: path('ca.pem') }).current();

    await expect(reading).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(says) });
  });

  it('refuses a key that wants a passphrase', async () => {
    const { cert, key } = certify(ca);
    const locked = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
    const path = await writeFiles({ 'c.pem': cert, 'c.key': locked.toString() });

    const reading = createTlsFiles({ clientCertFile: path('c.pem'), clientKeyFile: path('c.key') }).current();

    await expect(reading).rejects.toMatchObject({
      message: expect.stringMatching(/c\.key of --client-key-file wants a passphrase; give one without$/),
    });
  });

  it('refuses a key that is not that of the certificate', async () => {
    const path = await writeFiles({ 'c.pem': certify(ca).cert, 'c.key': certify(ca).key });

    const reading = createTlsFiles({ clientCertFile: path('c.pem'), clientKeyFile: path('c.key') }).current();

    await expect(reading).rejects.toMatchObject({ message: expect.stringMatching(/cannot be used: the key is not that of the certificate$/) });
  });
});

describe('the authorities', () => {
  it('are those of NODE_EXTRA_CA_CERTS too', async () => {
    const server = closing(await createSecureServer(certify(next)));
    const path = await writeFiles({ 'ca.pem': ca.cert, 'extra.pem': next.cert });
    const url = `https://${HOST}:${server.port}/x`;

    const without = await post(url, { caFile: path('ca.pem') });
    const trusted = await post(url, { caFile: path('ca.pem'), env: { NODE_EXTRA_CA_CERTS: path('extra.pem') } });

    expect(without).toMatchObject({ message: expect.stringContaining('signed by “Next authority”, whom nobody here knows') });
    expect(trusted).toMatchObject({ status: 200 });
  });
});

describe('rotation under load', () => {
  it('loses no post while the server, its authority and the agent change their certificates', async () => {
    const path = await writeFiles({ 'ca.pem': ca.cert, 'c.pem': '', 'c.key': '' });
    const show = async (name: string) => {
      const { cert, key } = certify(ca, name);
      await replace(path('c.pem'), cert);
      await replace(path('c.key'), key);
    };
    await show('agent-0');
    const server = closing(await createSecureServer(certify(ca), { tls: { requestCert: true, ca: ca.cert } }));
    const files = { caFile: path('ca.pem'), clientCertFile: path('c.pem'), clientKeyFile: path('c.key') };
    // The server closes each connection, so that each post needs a new one.
    const headers = { connection: 'close' };
    const poster = closing(createPoster(POST_LIMITS, { resolve: toThisMachine, ...files }));
    const statuses = new Map<unknown, number>();
    const postSome = async (times: number) => {
      for (let i = 0; i < times; i += 1) {
        const said = await poster.post({ url: `https://${HOST}:${server.port}/x`, json: '{}', headers, gzip: false }, signal);
        const status = 'status' in said ? said.status : said.message;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };

    await postSome(1);
    const load = postSome(30);
    await show('agent-1');
    await replace(path('ca.pem'), ca.cert + next.cert);
    server.present(certify(next));
    await load;
    await postSome(5);

    expect(Object.fromEntries(statuses)).toEqual({ 200: 36 });
    expect(server.requests.at(-1)?.caller).toBe('agent-1');
  });
});
