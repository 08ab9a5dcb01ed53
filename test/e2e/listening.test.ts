import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createReferenceServer } from '@openfinops/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Running, startAgent } from './long-running.ts';
import { createWorkDir, runAgent } from './run-agent.ts';

/** Health and metrics of the agent as it ships. */

const NOBODY = 'http://127.0.0.1:9';
const TOKEN = 'a-token-of-the-listener';

function startListening(cwd: string, args: readonly string[]): Running {
  const agent = startAgent(['onprem', '--interval', '3600', '--state', join(cwd, 'state'), '--listen', '127.0.0.1:0', ...args], { cwd });
  onTestFinished(async () => void (await agent.stop('SIGKILL')));
  return agent;
}

async function urlOf(agent: Running): Promise<string> {
  const [, url = ''] = await agent.until(/"url":"(http:[^"]+)"[^\n]*health and metrics are served/);
  return url;
}

beforeAll(async () => {
  await runAgent(['--version'], { cwd: process.cwd() });
}, 60_000);

describe('--listen', { timeout: 60_000 }, () => {
  it('is alive, ready and measured while the server takes data', async () => {
    const cwd = await createWorkDir();
    const reference = await createReferenceServer();
    onTestFinished(() => reference.close());
    const agent = startListening(cwd, ['--server', reference.url]);
    const url = await urlOf(agent);

    await agent.until(/cycle finished/);
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    const live = await fetch(`${url}/livez`);
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/^openfinops_agent_delivered_batches_total\{kind="cycle",provider="onprem"\} 1$/m);

    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(live.status).toBe(200);
    expect(metrics).toMatch(/^openfinops_agent_cycles_total\{result="finished",provider="onprem"\} 1$/m);
    expect(metrics).toMatch(/^openfinops_agent_scopes\{health="complete",provider="onprem"\} \d+$/m);
    expect(metrics).toMatch(/^openfinops_agent_spool_batches_in_total\{from="accepted",provider="onprem"\} \d+$/m);
    expect(metrics).toMatch(/^openfinops_agent_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]+"\} 1$/m);
    expect(metrics).toMatch(/^openfinops_agent_event_loop_lag_seconds \d/m);
  });

  it('is alive but not ready while nobody answers, and says why', async () => {
    const cwd = await createWorkDir();
    const agent = startListening(cwd, ['--server', NOBODY]);
    const url = await urlOf(agent);

    await agent.until(/the server does not take data/);
    const [live, ready] = await Promise.all([fetch(`${url}/livez`), fetch(`${url}/readyz`)]);

    const { reasons } = (await ready.json()) as { reasons: { reason: string; since: string }[] };
    expect([live.status, ready.status]).toEqual([200, 503]);
    expect(reasons.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['not-registered', 'server-unreachable']));
    expect(reasons.every(({ since }) => Date.now() - Date.parse(since) < 60_000)).toBe(true);
  });

  it('shows itself to the bearer of the token alone, and never shows that token', async () => {
    const cwd = await createWorkDir();
    const tokenFile = join(cwd, 'token');
    await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
    const agent = startListening(cwd, ['--server', NOBODY, '--listen-token-file', tokenFile]);
    const url = await urlOf(agent);

    const replies = [
      await fetch(`${url}/metrics`),
      await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer wrong' } }),
      await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } }),
      await fetch(`${url}/livez`),
    ];

    const texts = await Promise.all(replies.map((reply) => reply.text()));
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 200, 200]);
    expect([...texts, agent.stderr()].join('\n')).not.toContain(TOKEN);
  });

  it.each([
    { args: ['--listen', '0.0.0.0:0'], exitCode: 78, says: '--listen-token-file' },
    { args: ['--listen', 'nonsense'], exitCode: 78, says: 'HOST:PORT' },
    { args: ['--listen', '127.0.0.1:0', '--listen-token-file', 'absent'], exitCode: 78, says: 'absent' },
  ])('refuses $args at start with $exitCode', async ({ args, exitCode: expected, says }) => {
    const cwd = await createWorkDir();

    const { exitCode, stderr } = await runAgent(['onprem', '--server', NOBODY, '--state', join(cwd, 'state'), ...args], { cwd });

    expect(exitCode).toBe(expected);
    expect(stderr).toContain(says);
  });

  it('ends with 71 where its address is taken', async () => {
    const cwd = await createWorkDir();
    const squatter = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void squatter.close());
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };

    const args = ['onprem', '--server', NOBODY, '--state', join(cwd, 'state'), '--listen', `127.0.0.1:${port}`];
    const { exitCode, stderr } = await runAgent(args, { cwd });

    expect(exitCode).toBe(71);
    expect(stderr).toContain(`127.0.0.1:${port}`);
  });
});
