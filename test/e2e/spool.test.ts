import { join } from 'node:path';
import { createReferenceServer, createScriptedServer } from '@openfinops/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorkDir, runAgent } from './run-agent.ts';

interface Status {
  readonly spools: { readonly queued: { readonly batches: number }; readonly dead: { readonly batches: number } }[];
}

beforeAll(async () => {
  await runAgent(['--version'], { cwd: process.cwd() });
}, 60_000);

describe('what a server refused', { timeout: 60_000 }, () => {
  it('is kept, listed with its reason, put back by hand, and then delivered', async () => {
    const cwd = await createWorkDir();
    const state = ['--state', join(cwd, 'state')];
    const strict = await createScriptedServer(({ body }) =>
      body.includes('"disk.io.read"') ? { status: 422, body: { error: 'unknown metric' } } : {},
    );
    onTestFinished(() => strict.close());
    const mild = await createReferenceServer();
    onTestFinished(() => mild.close());
    const statusNow = async () => JSON.parse((await runAgent(['spool', 'status', '--format', 'json', ...state], { cwd })).stdout) as Status;

    const refused = await runAgent(['onprem', '--once', '--send', '--server', strict.url, ...state], { cwd });
    const before = await statusNow();
    const listed = await runAgent(['spool', 'dead', '--format', 'json', ...state], { cwd });
    const replayed = await runAgent(['spool', 'replay', '--all', ...state], { cwd });
    const between = await statusNow();
    const sent = await runAgent(['onprem', '--once', '--send', '--server', mild.url, ...state], { cwd });
    const after = await statusNow();

    const { dead } = JSON.parse(listed.stdout) as { dead: { id: string; reason: string }[] };
    const { telemetry } = (await (await fetch(`${mild.url}/api/v1/telemetry/recent?hours=1`)).json()) as {
      telemetry: { metrics: { batch_id: string } }[];
    };
    expect([refused, listed, replayed, sent].map(({ exitCode }) => exitCode)).toEqual([69, 0, 0, 0]);
    expect(dead).toMatchObject([{ reason: expect.stringContaining('unknown metric') as string }]);
    expect([before, between, after].map(({ spools: [spool] }) => [spool?.queued.batches, spool?.dead.batches])).toEqual([
      [0, dead.length],
      [dead.length, 0],
      [0, 0],
    ]);
    expect(telemetry.map(({ metrics }) => metrics.batch_id)).toEqual(expect.arrayContaining(dead.map(({ id }) => id)));
  });
});
