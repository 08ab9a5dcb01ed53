import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from '../e2e/run-agent.ts';

const node24 = findNode24();

it.skipIf(node24 === undefined)('passes every end-to-end test of the bundle under Node 24', { timeout: 600_000 }, () => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', 'test/e2e'];

  const { status, stdout } = spawnSync(node24 ?? '', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

  expect(stdout).toMatch(/Tests .*\d+ passed/);
  expect(status, stdout).toBe(0);
});

/** The program that npm brings, from its cache or the registry. undefined: it cannot. */
function findNode24(): string | undefined {
  const args = ['--yes', '--package=node@24', 'node', '--print', 'process.version + " " + process.execPath'];
  const { stdout } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 180_000 });
  const [, path] = /^v24\.\S+ (.+)$/m.exec(stdout ?? '') ?? [];
  return path;
}
