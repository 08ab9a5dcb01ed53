import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openSqliteStore } from '@openfinops/hub';
import { createReferenceServer } from '@openfinops/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hubUrl, type Running, startAgent } from './long-running.ts';
import { createWorkDir, runAgent } from './run-agent.ts';

/** From the machine to the database, with real processes. */

const HOUR_MS = 3_600_000;
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

async function startHub(cwd: string): Promise<{ hub: Running; url: string }> {
  const hub = startAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'data')], { cwd });
  onTestFinished(async () => void (await hub.stop('SIGKILL')));
  return { hub, url: await hubUrl(hub) };
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

beforeAll(async () => {
  await runAgent(['--version'], { cwd: process.cwd() });
}, 60_000);

describe('npm start', { timeout: 60_000 }, () => {
  it('shows this machine with its cost on the page, says that the card is an example, and ends cleanly', async () => {
    const cwd = await createWorkDir();
    const env = { OPENFINOPS_HUB_BIND: '127.0.0.1:0' };
    const running = startAgent(['--state', join(cwd, 'state')], { cwd, env, script: 'scripts/start.mjs' });
    onTestFinished(async () => void (await running.stop('SIGKILL')));

    const url = await hubUrl(running);
    await running.until(/cycle finished/);
    await expect.poll(async () => (await fetch(url)).text(), { timeout: 20_000 }).toMatch(/\$0\.\d+/);
    const exitCode = await running.stop('SIGINT');

    expect(running.stderr().split('\n')[0]).toMatch(/example rate card/i);
    expect(exitCode).toBe(0);
  });
});

describe('--once --send', { timeout: 60_000 }, () => {
  it('delivers one cycle to the hub, where it stays', async () => {
    const cwd = await createOwnedMachine();
    const { hub, url } = await startHub(cwd);

    const { exitCode, stdout, stderr } = await runAgent(['onprem', '--once', '--send', '--server', url, '--state', join(cwd, 'state')], { cwd });
    await hub.stop('SIGTERM');

    const store = openSqliteStore(join(cwd, 'data/hub.sqlite'));
    const lastHourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;
    const charges = await store.charges(1, lastHourMs);
    await store.close();
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' });
    // 87,600 USD over 8,760 hours, whether anybody looked or not.
    expect(charges.map(({ scope, meter, listCost, complete }) => ({ scope, meter, listCost, complete }))).toEqual([
      { scope: 'onprem/lab/global/host', meter: 'capex', listCost: '10', complete: true },
    ]);
  });

  it('is accepted and returned whole by the reference server, which knows nothing of us', async () => {
    const cwd = await createOwnedMachine();
    const reference = await createReferenceServer();
    onTestFinished(() => reference.close());

    const { exitCode } = await runAgent(['onprem', '--once', '--send', '--server', reference.url, '--state', join(cwd, 'state')], { cwd });

    const { telemetry } = (await getJson(`${reference.url}/api/v1/telemetry/recent?hours=1`)) as {
      telemetry: { metrics: { kind: string; charges?: unknown[] } }[];
    };
    const { agents } = (await getJson(`${reference.url}/api/v1/agents`)) as { agents: { status: string }[] };
    expect(exitCode).toBe(0);
    expect(telemetry.map(({ metrics }) => metrics.kind).sort()).toEqual(expect.arrayContaining(['cost', 'cycle', 'use']));
    expect(telemetry.flatMap(({ metrics }) => metrics.charges ?? [])).not.toHaveLength(0);
    expect(agents.map(({ status }) => status)).toEqual(['healthy']);
  });

  it('ends with 69 when no server is there', async () => {
    const cwd = await createOwnedMachine();

    const { exitCode, stderr } = await runAgent(
      ['onprem', '--once', '--send', '--server', 'http://127.0.0.1:9', '--deadline', '3', '--state', join(cwd, 'state')],
      { cwd },
    );

    expect(exitCode).toBe(69);
    expect(stderr).toMatch(/not delivered in time to http:\/\/127\.0\.0\.1:9/);
  });

  it('ends with 73 when there is no room for its memory', async () => {
    const cwd = await createOwnedMachine();
    await writeFile(join(cwd, 'state'), 'a file');

    const { exitCode, stderr } = await runAgent(['onprem', '--once', '--send', '--server', 'http://127.0.0.1:9', '--state', join(cwd, 'state')], {
      cwd,
    });

    expect(exitCode).toBe(73);
    expect(stderr).toContain(join(cwd, 'state'));
  });
});

describe('the daemon', { timeout: 60_000 }, () => {
  it('collects while the server is down, and delivers when it comes up', async () => {
    const cwd = await createOwnedMachine();
    const probe = await startHub(cwd);
    await probe.hub.stop('SIGTERM');
    const agent = startAgent(['onprem', '--server', probe.url, '--interval', '1', '--state', join(cwd, 'state')], { cwd });
    onTestFinished(async () => void (await agent.stop('SIGKILL')));
    await agent.until(/cycle finished[\s\S]*cycle finished/);

    const hub = startAgent(['hub', '--bind', new URL(probe.url).host, '--data', join(cwd, 'data')], { cwd });
    onTestFinished(async () => void (await hub.stop('SIGKILL')));
    const url = await hubUrl(hub);
    await expect
      .poll(async () => ((await getJson(`${url}/api/v1/telemetry/recent?hours=1`)) as { count: number }).count, { timeout: 30_000 })
      .toBeGreaterThan(3);
    const exitCode = await agent.stop('SIGTERM');

    expect(exitCode).toBe(0);
    expect(await hub.stop('SIGTERM')).toBe(0);
  });
});

describe('the hub', { timeout: 60_000 }, () => {
  it('says in one sentence that its port is taken, and ends with 71', async () => {
    const cwd = await createWorkDir();
    const squatter = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void squatter.close());
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };

    const { exitCode, stderr } = await runAgent(['hub', '--bind', `127.0.0.1:${port}`, '--data', join(cwd, 'data')], { cwd });

    expect(exitCode).toBe(71);
    expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}`));
  });

  it('does not serve other machines without a token: 78', async () => {
    const cwd = await createWorkDir();

    const { exitCode, stderr } = await runAgent(['hub', '--bind', '0.0.0.0:0', '--data', join(cwd, 'data')], { cwd });

    expect(exitCode).toBe(78);
    expect(stderr).toMatch(/token/);
  });

  it('says that its data cannot be written, and ends with 74', async () => {
    const cwd = await createWorkDir();
    await writeFile(join(cwd, 'data'), 'a file');

    const { exitCode, stderr } = await runAgent(['hub', '--bind', '127.0.0.1:0', '--data', join(cwd, 'data')], { cwd });

    expect(exitCode).toBe(74);
    expect(stderr).toContain('hub.sqlite');
  });
});

describe('a server address', () => {
  it.each([
    { server: 'http://user:secret@127.0.0.1:1', says: /user/ },
    { server: 'ftp://127.0.0.1:1', says: /http/ },
    { server: 'http://169.254.169.254/', says: /metadata/ },
    { server: 'http://hub.example:8080', says: /https/ },
  ])('$server is refused at start with 78, and no secret is repeated', async ({ server, says }) => {
    const cwd = await createOwnedMachine();

    const { exitCode, stderr } = await runAgent(['onprem', '--server', server], { cwd });

    expect(exitCode).toBe(78);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('secret');
  });
});
