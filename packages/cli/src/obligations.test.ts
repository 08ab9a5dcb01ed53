import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Spool } from '@openfinops/core';
import { createMemorySpool } from '@openfinops/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { recordObligations } from './obligations.ts';

const COST: Batch = batchOf({ id: 'cost-1', kind: 'cost', expiresMs: 1000, json: '{"metrics":{"charges":[{"id":"a"},{"id":"b"}]}}' });

it('says what is owed once a batch is in the spool, and not before', async () => {
  const { fd, lines } = openLines();
  const said: unknown[][] = [];
  const spool = spoolThat(async () => {
    said.push(lines());
    return 'durable';
  });

  const safety = await recordObligations(spool, { OPENFINOPS_OBLIGATIONS_FD: String(fd) }).append(COST);

  expect(safety).toBe('durable');
  expect(said).toEqual([[]]);
  expect(lines()).toEqual([{ batch: 'cost-1', kind: 'cost', expires_ms: 1000, records: 1, charges: ['a', 'b'], safety: 'durable' }]);
});

it('owes no charge for a batch that has none', async () => {
  const { fd, lines } = openLines();
  const use = batchOf({ id: 'use-1', kind: 'use', json: '{"metrics":{"series":[]}}' });

  await recordObligations(spoolThat(), { OPENFINOPS_OBLIGATIONS_FD: String(fd) }).append(use);

  expect(lines()).toEqual([{ batch: 'use-1', kind: 'use', expires_ms: null, records: 1, charges: [], safety: 'held' }]);
});

it('owes nothing that the spool refused', async () => {
  const { fd, lines } = openLines();
  const spool = spoolThat(() => Promise.reject(new Error('the disk is full')));

  const appending = recordObligations(spool, { OPENFINOPS_OBLIGATIONS_FD: String(fd) }).append(COST);

  await expect(appending).rejects.toThrow('the disk is full');
  expect(lines()).toEqual([]);
});

it.each([{ env: {} }, { env: { OPENFINOPS_OBLIGATIONS_FD: '' } }, { env: { OPENFINOPS_OBLIGATIONS_FD: 'three' } }])(
  'leaves the spool alone with $env',
  ({ env }) => {
    const spool = spoolThat();

    expect(recordObligations(spool, env)).toBe(spool);
  },
);

function openLines() {
  const directory = mkdtempSync(join(tmpdir(), 'obligations-'));
  const file = join(directory, 'owed.ndjson');
  const fd = openSync(file, 'a');
  onTestFinished(() => {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  const lines = (): unknown[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  return { fd, lines };
}

function batchOf(parts: Partial<Batch> & Pick<Batch, 'id' | 'kind' | 'json'>): Batch {
  return { cycleId: 'cycle-1', part: 1, expiresMs: null, records: 1, ...parts };
}

function spoolThat(append: Spool['append'] = async () => 'held'): Spool {
  return { ...createMemorySpool({ clock: { nowMs: () => 0 } }), append };
}
