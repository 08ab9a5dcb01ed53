import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createReferenceServer, createScriptedServer } from '@openfinops/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Running, startAgent } from './long-running.ts';
import { createWorkDir, runAgent } from './run-agent.ts';

/** How agents leave, with real processes: within 15 s, whatever hangs. */

const NOBODY = 'http://127.0.0.1:9';
const LEAVING_MS = 15_000;
const CONFIG = `onprem:
  hosting: owned
  card:
    site: lab
    purchase: { price: 87600, lifeYears: 1, inService: 2026-01-01 }
`;

async function createOwnedMachine(): Promise<string> {
  const cwd = await createWorkDir();
  await writeFile(join(cwd, 'openfinops.yaml'), CONFIG);
  return cwd;
}

function startDaemon(cwd: string, server: string): Running {
  const agent = startAgent(['onprem', '--server', server, '--interval', '3600', '--state', join(cwd, 'state')], { cwd });
  onTestFinished(async () => void (await agent.stop('SIGKILL')));
  return agent;
}

/** Takes every connection and answers nobody. */
async function createMuteServer(): Promise<string> {
  const server = await createScriptedServer([{ cut: 'never' }]);
  onTestFinished(() => server.close());
  return server.url;
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; tookMs: number }> {
  const startedMs = performance.now();
  return { value: await work, tookMs: performance.now() - startedMs };
}

beforeAll(async () => {
  await runAgent(['--version'], { cwd: process.cwd() });
}, 60_000);

describe('an agent that is asked to leave', { timeout: 60_000 }, () => {
  it.each([
    { signal: 'SIGTERM', says: 'nobody listens', server: async () => NOBODY },
    { signal: 'SIGINT', says: 'the server hangs', server: createMuteServer },
  ] as const)('leaves with 0 within 15 s of $signal though $says, and delivers later what was left', async ({ signal, server }) => {
    const cwd = await createOwnedMachine();
    const agent = startDaemon(cwd, await server());
    await agent.until(/cycle finished/);

    const { value: exitCode, tookMs } = await timed(agent.stop(signal));
    const reference = await createReferenceServer();
    onTestFinished(() => reference.close());
    const sent = await runAgent(['onprem', '--once', '--send', '--server', reference.url, '--state', join(cwd, 'state')], { cwd });

    const { telemetry } = (await (await fetch(`${reference.url}/api/v1/telemetry/recent?hours=1`)).json()) as {
      telemetry: { metrics: { cycle_id: string; kind: string } }[];
    };
    const closed = telemetry.filter(({ metrics }) => metrics.kind === 'cycle');
    expect({ exitCode, sent: sent.exitCode }, agent.stderr() + sent.stderr).toEqual({ exitCode: 0, sent: 0 });
    expect(tookMs).toBeLessThan(LEAVING_MS);
    expect(new Set(closed.map(({ metrics }) => metrics.cycle_id)).size).toBe(2);
  });

  it('says the open hours once more before it goes', async () => {
    const cwd = await createOwnedMachine();
    const reference = await createReferenceServer();
    onTestFinished(() => reference.close());
    const agent = startDaemon(cwd, reference.url);
    const openHours = async () => {
      const { telemetry } = (await (await fetch(`${reference.url}/api/v1/telemetry/recent?hours=1`)).json()) as {
        telemetry: { metrics: { expires?: number | null; charges?: { complete: boolean }[] } }[];
      };
      return telemetry.filter(({ metrics }) => typeof metrics.expires === 'number').map(({ metrics }) => metrics.charges ?? []);
    };
    await agent.until(/cycle finished/);
    await expect.poll(openHours, { timeout: 10_000 }).toHaveLength(1);

    const exitCode = await agent.stop('SIGTERM');

    const said = await openHours();
    expect(exitCode).toBe(0);
    expect(said).toHaveLength(2);
    expect(said.flat().map(({ complete }) => complete)).not.toContain(true);
    expect(said[0]).toEqual(said[1]);
  });

  it.each([
    { first: 'SIGTERM', second: 'SIGTERM', exitCode: 143 },
    { first: 'SIGTERM', second: 'SIGINT', exitCode: 130 },
  ] as const)('leaves at once at a second signal: $first, $second, $exitCode', async ({ first, second, exitCode: expected }) => {
    const cwd = await createOwnedMachine();
    const agent = startDaemon(cwd, await createMuteServer());
    await agent.until(/cycle finished/);
    agent.child.kill(first);
    await new Promise((resolve) => setTimeout(resolve, 500));

    const { value: exitCode, tookMs } = await timed(agent.stop(second));

    expect(exitCode).toBe(expected);
    expect(tookMs).toBeLessThan(2000);
  });
});

describe('--once --send', { timeout: 60_000 }, () => {
  it('gives up at its deadline though the server hangs: 69, and the data waits', async () => {
    const cwd = await createOwnedMachine();
    const args = ['onprem', '--once', '--send', '--server', await createMuteServer(), '--deadline', '4', '--state', join(cwd, 'state')];
    const agent = startAgent(args, { cwd });
    onTestFinished(async () => void (await agent.stop('SIGKILL')));

    const { value: exitCode, tookMs } = await timed(new Promise((resolve) => agent.child.once('close', resolve)));

    expect(exitCode, agent.stderr()).toBe(69);
    expect(agent.stderr()).toMatch(/\b0 batches delivered, \d+ not delivered in time/);
    expect(tookMs).toBeLessThan(4000 + 3000);
  });
});

describe('--once --send, asked to leave', { timeout: 60_000 }, () => {
  it('does not wait for its deadline while nobody listens: 69, and the data waits', async () => {
    const cwd = await createOwnedMachine();
    const agent = startAgent(['onprem', '--once', '--send', '--server', NOBODY, '--state', join(cwd, 'state')], { cwd });
    onTestFinished(async () => void (await agent.stop('SIGKILL')));
    await agent.until(/the server does not take data/);

    const { value: exitCode, tookMs } = await timed(agent.stop('SIGTERM'));

    expect(exitCode, agent.stderr()).toBe(69);
    expect(tookMs).toBeLessThan(5000);
  });
});

describe('two agents on one state directory', { timeout: 60_000 }, () => {
  it('are one: the second says whose it is and ends with 74, and nothing is doubled', async () => {
    const cwd = await createOwnedMachine();
    const reference = await createReferenceServer();
    onTestFinished(() => reference.close());
    const first = startDaemon(cwd, reference.url);
    await first.until(/cycle finished/);

    const second = await runAgent(['onprem', '--once', '--send', '--server', reference.url, '--state', join(cwd, 'state')], { cwd });
    const exitCode = await first.stop('SIGTERM');

    const { telemetry } = (await (await fetch(`${reference.url}/api/v1/telemetry/recent?hours=1`)).json()) as {
      telemetry: { metrics: { batch_id: string; kind: string } }[];
    };
    const ids = telemetry.map(({ metrics }) => metrics.batch_id);
    expect({ exitCode, second: second.exitCode }, second.stderr).toEqual({ exitCode: 0, second: 74 });
    expect(second.stderr).toContain(`in use by process ${first.child.pid}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(telemetry.filter(({ metrics }) => metrics.kind === 'cycle')).toHaveLength(1);
  });
});
