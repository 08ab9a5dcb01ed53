import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAwsEmulator } from '../packages/testing/src/aws/start-aws-emulator.ts';

/**
 * `npm run demo:aws [-- --port 8080]`: an AWS account that does not exist, looked at by the real agent and shown on the hub's page. No request
 * leaves this machine, no account is needed, and what it remembers is gone when it ends.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MACHINES = 60;
const METRIC_DELAY_MS = 60_000;
const INTERVAL_S = '60';
const port = portOf(process.argv.slice(2));
const page = `http://127.0.0.1:${port}`;

// Builds the bundle when it is stale.
execFileSync(process.execPath, [join(ROOT, 'packages/cli/bin/openfinops-agent.mjs'), '--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
const dir = await mkdtemp(join(tmpdir(), 'openfinops-demo-'));
const emulator = await startAwsEmulator({
  seed: 8,
  estate: { instances: MACHINES, volumesPerInstance: 2, reservations: 2, hosts: 1 },
  metricDelayMs: METRIC_DELAY_MS,
});
console.error(`A made-up account: ${MACHINES} machines that do not exist, at prices of their own, from an emulator at ${emulator.url}.`);
console.error(`The page: ${page}   (Ctrl-C ends it and removes what it remembered)`);

const hub = start('hub', '--bind', `127.0.0.1:${port}`, '--data', join(dir, 'hub'));
const agent = start('aws', '--region', 'us-west-2', '--server', page, '--interval', INTERVAL_S, '--state', join(dir, 'state'));
const children = [hub, agent];
// Ctrl-C on a terminal reaches all; the children stop in order, and this process waits for them.
process.on('SIGINT', () => process.stdin.isTTY || stopAll('SIGINT'));
process.on('SIGTERM', () => stopAll('SIGTERM'));
for (const child of children) child.on('close', () => stopAll('SIGTERM'));
await Promise.all(children.map((child) => once(child, 'close')));
await emulator.close();
await rm(dir, { recursive: true, force: true });
process.exitCode = Math.max(...children.map(({ exitCode }) => exitCode ?? 0));

/** Nothing of the user's own account reaches the demonstration, and nothing of it reaches that account. */
function start(...args: string[]): ChildProcess {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !/^(https?|all|no)_proxy$/i.test(name));
  const env = {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: emulator.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
  };
  return spawn(process.execPath, [join(ROOT, 'dist/main.mjs'), ...args], { cwd: dir, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

function stopAll(signal: NodeJS.Signals): void {
  for (const child of children) child.kill(signal);
}

function portOf(args: readonly string[]): number {
  const at = args.indexOf('--port');
  return at === -1 ? 8080 : Number(args[at + 1]);
}
