import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReferenceServer, createScriptedServer } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeIo } from '../../../fake-io.ts';
import { runProgram } from '../../../program.ts';

const TOKEN = 'very-secret-token';

async function examine(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const io = createFakeIo({ env });
  const exitCode = await runProgram(['doctor', 'server', ...args], io);
  return { exitCode, out: io.outText() };
}

async function tokenFile(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-doctor-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'token'), TOKEN, { mode: 0o600 });
  return join(dir, 'token');
}

describe('doctor server', () => {
  it('ends with 0 where the server takes what is sent', async () => {
    const server = await createReferenceServer();
    onTestFinished(() => server.close());

    const { exitCode, out } = await examine(['--server', server.url, '--token-file', await tokenFile()]);

    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`^${server.url}: all is well \\(4 steps passed, 3 not needed\\)\n`));
    expect(out).not.toContain(TOKEN);
  });

  it('ends with 69 where the server does not take it, and says so to a program', async () => {
    const server = await createScriptedServer([{ status: 401 }]);
    onTestFinished(() => server.close());

    const { exitCode, out } = await examine(['--server', server.url, '--token-file', await tokenFile(), '--format', 'json']);

    expect(exitCode).toBe(69);
    expect(JSON.parse(out)).toMatchObject({ server: server.url, ok: false });
    expect(out).not.toContain(TOKEN);
  });

  it('ends with 78 where the configuration names a token that is not there', async () => {
    const server = await createScriptedServer([{ status: 401 }]);
    onTestFinished(() => server.close());

    const { exitCode, out } = await examine(['--server', server.url, '--token-file', '/nowhere/token', '--json']);

    expect(exitCode).toBe(78);
    expect(JSON.parse(out).steps).toContainEqual(expect.objectContaining({ step: 'token', status: 'fail', code: 'CONFIG_INVALID' }));
  });

  it('ends with 78 where the configuration names certificates that are not there', async () => {
    const server = await createScriptedServer();
    onTestFinished(() => server.close());

    const { exitCode, out } = await examine(['--server', server.url.replace('http:', 'https:'), '--ca-file', '/nowhere/ca.pem']);

    expect(exitCode).toBe(78);
    expect(out).toContain('the file /nowhere/ca.pem of --ca-file does not exist');
  });

  it.each([
    { args: ['--server', 'http://hub.example'], says: /must be https/ },
    { args: ['--client-cert-file', '/c.pem'], says: /goes with clientKeyFile/ },
  ])('refuses $args as an agent would', async ({ args, says }) => {
    const examining = examine(args);

    await expect(examining).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(says) });
  });
});
