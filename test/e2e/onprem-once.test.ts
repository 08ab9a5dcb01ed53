import { access, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WireBatch, WireDocument } from '@openfinops/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkDir, runAgent } from './run-agent.ts';

const CONFIG = `onprem:
  hosting: owned
  card:
    purchase: { price: 87600, lifeYears: 1, inService: 2026-01-01 }
`;

async function createOwnedMachine(): Promise<string> {
  const cwd = await createWorkDir();
  await writeFile(join(cwd, 'openfinops.yaml'), CONFIG);
  return cwd;
}

describe('onprem --once', () => {
  it('prints a plain table into a pipe', async () => {
    const { exitCode, stdout, stderr } = await runAgent(['onprem', '--once'], { cwd: await createOwnedMachine() });

    const [first] = stdout.split('\n');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(first).toMatch(/^Dry run: nothing is sent to http:\/\/127\.0\.0\.1:8080 \(default\), nothing is written\./);
    // 87,600 USD over 8,760 hours
    expect(stdout).toMatch(/^host .* running +10\.00 /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what must not be there
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('prints one valid document as json, and the notices on stderr', async () => {
    const { exitCode, stdout, stderr } = await runAgent(['onprem', '--once', '--format', 'json'], { cwd: await createOwnedMachine() });

    const document = WireDocument.parse(JSON.parse(stdout));
    expect(exitCode).toBe(0);
    expect(document.resources).toHaveLength(1);
    expect(document.resources[0]?.usd_per_hour).toBe('10');
    expect(document.charges.map((charge) => charge.meter)).toContain('capex');
    expect(stderr).toMatch(/^Dry run: [^\n]*\n$/);
  });

  it('prints the request bodies as ndjson', async () => {
    const { stdout } = await runAgent(['onprem', '--once', '--format', 'ndjson'], { cwd: await createOwnedMachine() });

    const batches = stdout
      .trimEnd()
      .split('\n')
      .map((line) => WireBatch.parse(JSON.parse(line)));
    expect(batches.at(-1)?.metrics.kind).toBe('cycle');
    expect(batches.map((batch) => batch.metrics.part)).toEqual(batches.map((_, index) => index + 1));
    expect(new Set(batches.map((batch) => batch.metrics.batch_id)).size).toBe(batches.length);
  });

  it('sends nothing and writes nothing', async () => {
    const cwd = await createOwnedMachine();
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end();
    }).on('connection', () => {
      requests += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;

    const { exitCode, stdout } = await runAgent(['onprem', '--once', '--server', `http://127.0.0.1:${port}`, '--state', join(cwd, 'state')], { cwd });

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`nothing is sent to http://127.0.0.1:${port} (flag)`);
    expect(requests).toBe(0);
    await expect(access(join(cwd, 'state'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(access(join(cwd, 'state-home'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is quiet when the reader leaves in the middle', async () => {
    const cwd = await createOwnedMachine();

    const { exitCode, stderr } = await runAgent(['onprem', '--once'], { cwd, onStart: (child) => child.stdout?.destroy() });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it.each([
    { signal: 'SIGINT', exitCode: 130 },
    { signal: 'SIGTERM', exitCode: 143 },
  ] as const)('ends with $exitCode and prints nothing half when $signal comes first', { retry: 2 }, async ({ signal, exitCode }) => {
    const cwd = await createOwnedMachine();

    const ended = await runAgent(['onprem', '--once', '--format', 'json'], {
      cwd,
      // The notices come before the look, which takes a quarter of a second.
      onStart: (child) => child.stderr?.once('data', () => child.kill(signal)),
    });

    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).not.toContain('error');
  });
});
