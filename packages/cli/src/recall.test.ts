import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyLedger } from '@openfinops/core';
import { openState } from '@openfinops/runtime';
import { createFakeLog } from '@openfinops/testing';
import { afterAll, expect, it } from 'vitest';
import { recall } from './recall.ts';

const dir = await mkdtemp(join(tmpdir(), 'openfinops-recall-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

it('remembers nothing where there is no directory, and makes none', async () => {
  const log = createFakeLog();

  const recollection = await recall(join(dir, 'absent'), 'onprem', log);

  expect(recollection).toEqual({ agentId: null, ledgers: new Map() });
  expect(log.lines).toEqual([]);
});

it('goes on without a memory that cannot be read, and says so', async () => {
  const log = createFakeLog();

  const recollection = await recall(join(dir, 'x'.repeat(300)), 'onprem', log);

  expect(recollection).toEqual({ agentId: null, ledgers: new Map() });
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { code: 'STATE_UNWRITABLE' } }]);
});

it('remembers what concerns the provider and nothing else', async () => {
  const state = await openState(join(dir, 'state'), { nowMs: () => 0 });
  await state.saveLedger({ ...emptyLedger('onprem/onprem/global/host'), atMs: 5 });
  await state.saveLedger({ ...emptyLedger('aws/1/us-west-2/ec2'), atMs: 5 });
  await state.keepAgentId(() => 'onprem-kept');

  const { agentId, ledgers } = await recall(state.dir, 'onprem', createFakeLog());

  expect(agentId).toBe('onprem-kept');
  expect([...ledgers.keys()]).toEqual(['onprem/onprem/global/host']);
});
