import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_TENANT, sum } from '@openfinops/core';
import { openSqliteStore } from '@openfinops/hub';
import { expect, it } from 'vitest';
import { SAMPLE_HOUR_MS } from '../../packages/testing/src/sample-charge.ts';
import { batchOf } from './hub-batches.ts';
import { bundleForTest } from './hub-bundle.ts';

/** `OPENFINOPS_KILLS=20` for the long form. */
const KILLS = Number(process.env.OPENFINOPS_KILLS ?? 5);

it(`keeps every confirmed batch whole through ${KILLS} kills of the hub's process`, { timeout: 20_000 + KILLS * 5000 }, async () => {
  const { directory, urlOf } = await bundleForTest({
    target: new URL('./hub-kill-target.ts', import.meta.url),
    'store-worker': new URL('../../packages/hub/src/store-worker.ts', import.meta.url),
  });
  const data = mkdtempSync(join(tmpdir(), 'hub-kill-'));
  const file = join(data, 'hub.db');
  const confirmed: number[] = [];

  for (let kill = 0; kill < KILLS; kill += 1) {
    const first = (confirmed.at(-1) ?? -4) + 4;
    confirmed.push(...(await writeUntilKilled([urlOf('target').pathname, file, String(first - (first % 4))], 8 + kill * 7)));
  }

  const store = openSqliteStore(file);
  const outcomes = await Promise.all(confirmed.map((no) => store.ingest(DEFAULT_TENANT, batchOf(no))));
  const charges = await store.charges(DEFAULT_TENANT, SAMPLE_HOUR_MS);
  const totals = await store.scopeCosts(DEFAULT_TENANT, 'hour', SAMPLE_HOUR_MS, SAMPLE_HOUR_MS + 1);
  await store.close();
  rmSync(data, { recursive: true });
  rmSync(directory, { recursive: true });
  expect(confirmed.length).toBeGreaterThanOrEqual(KILLS * 8);
  expect(outcomes.filter(({ status }) => status !== 'duplicate')).toEqual([]);
  expect(totals).toMatchObject([{ knownCost: sum(charges.map(({ knownCost }) => knownCost)), charges: charges.length }]);
});

/** The numbers that were confirmed before the process, killed without notice after so many, was gone. */
async function writeUntilKilled(args: readonly string[], killAfter: number): Promise<number[]> {
  const target = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  target.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > killAfter) target.kill('SIGKILL');
  });
  await once(target, 'close');
  return said.split('\n').slice(0, -1).map(Number);
}
