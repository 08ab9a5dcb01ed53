import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReferenceServer } from '@openfinops/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startAgent } from '../e2e/long-running.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

it.skipIf(!hasPromtool)('promtool finds nothing wrong with the metrics of an agent', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-metrics-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const reference = await createReferenceServer();
  onTestFinished(() => reference.close());
  const args = ['onprem', '--server', reference.url, '--state', join(cwd, 'state'), '--listen', '127.0.0.1:0'];
  const agent = startAgent(args, { cwd });
  onTestFinished(async () => void (await agent.stop('SIGTERM')));
  const [, url = ''] = await agent.until(/"url":"(http:[^"]+)"[^\n]*health and metrics are served/);
  await agent.until(/cycle finished/);

  const metrics = await (await fetch(`${url}/metrics`)).text();
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' });

  expect({ status, said: stdout + stderr }, metrics).toEqual({ status: 0, said: '' });
});
