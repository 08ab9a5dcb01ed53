import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../e2e/run-agent.ts';
import { FAULT_ROWS } from '../faults/rows.ts';

const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
/** `OPENFINOPS_FAULTS=full` for every kill, cut and flip that docs/contributing.md names. */
const IS_FULL = process.env.OPENFINOPS_FAULTS === 'full';
const TIMEOUT_MS = IS_FULL ? 3_600_000 : 900_000;

type Told = { readonly row: string; readonly skipped?: string; readonly ok?: boolean };

describe('faults', () => {
  let told: readonly Told[] = [];
  beforeAll(() => {
    const { stdout } = spawnSync(process.execPath, [TSX, 'scripts/faults.ts', '--json', ...(IS_FULL ? [] : ['--quick'])], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: TIMEOUT_MS,
    });
    told = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Told);
  }, TIMEOUT_MS);

  it.for(FAULT_ROWS)('$name: loses nothing and doubles nothing though $title', ({ name }, { skip }) => {
    const row = told.find((one) => one.row === name);
    if (row?.skipped !== undefined) skip(row.skipped);

    expect(row).toMatchObject({ row: name, missing: 0, duplicates: 0, ok: true });
  });
});
