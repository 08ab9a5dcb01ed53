import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyLedger } from '@openfinops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBreakingIo } from './breaking-io.ts';
import { openState, readMemory } from './state.ts';

const world = { nowMs: () => 1_795_240_800_000 };
const scope = 'onprem/onprem/global/host';

describe('openState', () => {
  let base: string;
  let dir: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'openfinops-open-'));
    dir = join(base, 'state');
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('makes the agent id once and keeps it', async () => {
    const state = await openState(dir, world);
    await state.keepAgentId(() => 'first');

    const again = await (await openState(dir, world)).keepAgentId(() => 'second');

    expect(again).toBe('first');
    expect(JSON.parse(await readFile(join(dir, 'agent.json'), 'utf8'))).toEqual({
      schema: 'openfinops.agent/1',
      agent_id: 'first',
      created: '2026-11-21T06:00:00.000Z',
    });
    expect((await stat(join(dir, 'agent.json'))).mode & 0o777).toBe(0o600);
  });

  it('makes the id again when the file is garbage, and says so', async () => {
    await openState(dir, world);
    await writeFile(join(dir, 'agent.json'), '{"agent_id":');

    const state = await openState(dir, world);

    expect(state.memory.problems).toMatchObject([{ code: 'SOURCE_GARBLED' }]);
    expect(await state.keepAgentId(() => 'again')).toBe('again');
  });

  it('remembers the ledgers of every scope', async () => {
    const state = await openState(dir, world);
    await state.saveLedger({ ...emptyLedger(scope), atMs: 1 });
    await state.saveLedger({ ...emptyLedger('aws/1/eu-west-1/ec2'), atMs: 2 });
    await state.saveLedger({ ...emptyLedger(scope), atMs: 3 });

    const { memory } = await openState(dir, world);

    expect([...memory.ledgers]).toEqual([
      ['aws/1/eu-west-1/ec2', { ...emptyLedger('aws/1/eu-west-1/ec2'), atMs: 2 }],
      [scope, { ...emptyLedger(scope), atMs: 3 }],
    ]);
    expect(memory.problems).toEqual([]);
  });

  it('removes what a crash left half-written', async () => {
    const state = await openState(dir, world);
    await state.saveLedger(emptyLedger(scope));
    await writeFile(join(dir, 'ledgers', 'x.ledger.0a0b0c0d.tmp'), 'half');

    await openState(dir, world);

    expect(await readdir(join(dir, 'ledgers'))).toEqual(['onprem+onprem+global+host.ledger']);
  });

  it('says in one sentence that the disk is full, and keeps the ledger that was there', async () => {
    await (await openState(dir, world)).saveLedger({ ...emptyLedger(scope), atMs: 1 });
    const state = await openState(dir, { ...world, io: createBreakingIo({ failCall: 'write', code: 'ENOSPC' }) });

    const saving = state.saveLedger({ ...emptyLedger(scope), atMs: 2 });

    await expect(saving).rejects.toMatchObject({
      code: 'STATE_UNWRITABLE',
      message: expect.stringMatching(/host\.ledger cannot be written: the disk is full$/),
    });
    expect((await readMemory(dir)).ledgers.get(scope)?.atMs).toBe(1);
  });
});

describe('readMemory', () => {
  it('makes nothing where there is nothing', async () => {
    const dir = join(tmpdir(), 'openfinops-that-is-not-there');

    const memory = await readMemory(dir);

    expect(memory).toEqual({ agentId: null, ledgers: new Map(), problems: [] });
    await expect(stat(dir)).rejects.toThrow('ENOENT');
  });
});
