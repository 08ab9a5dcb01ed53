import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../e2e/run-agent.ts';
import { FAULT_ROWS } from '../faults/rows.ts';

const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const TIMEOUT_MS = 600_000;

it.each(FAULT_ROWS)('$name: loses nothing and doubles nothing though $title', { timeout: TIMEOUT_MS }, ({ name }) => {
  const { status, stdout } = spawnSync(process.execPath, [TSX, 'scripts/faults.ts', name, '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
  });

  expect(JSON.parse(stdout)).toMatchObject({ row: name, missing: 0, duplicates: 0, ok: true });
  expect(status).toBe(0);
});
