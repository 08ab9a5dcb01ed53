import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentError, Batch, Spool } from '@openfinops/core';
import { openSpool } from '@openfinops/runtime';
import { createFakeClock } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeIo } from '../../fake-io.ts';
import { runProgram } from '../../program.ts';
import type { AnyConfig } from '../../settings.ts';
import { printStatus } from './status.ts';

const SPOOLED_MS = Date.UTC(2026, 10, 21, 12);
const REFUSED_MS = SPOOLED_MS + 60_000;

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'openfinops-spool-'));
});
afterEach(() => rm(state, { recursive: true, force: true }));

const batchOf = (id: string, parts: Partial<Batch> = {}): Batch => ({
  id,
  kind: 'cost',
  cycleId: 'c-1',
  part: 1,
  expiresMs: null,
  records: 3,
  json: JSON.stringify({ batch: id }),
  ...parts,
});

/** A spool of the on-prem agent, as an agent that is gone left it; every second batch was refused. */
async function leaveSpool(refused: readonly string[], queued: readonly Batch[] = []): Promise<void> {
  const spool = await openOnprem();
  for (const id of refused) await spool.append(batchOf(id));
  for (const id of refused) await spool.kill(id, `unknown meter in\n${id}`);
  for (const batch of queued) await spool.append(batch);
  await spool.close();
}

/** @param isOwner as a running agent does */
async function openOnprem({ isOwner = false } = {}): Promise<Spool> {
  const clock = createFakeClock({ nowMs: SPOOLED_MS });
  const claim = isOwner ? {} : { claim: async () => ({ release: async () => {} }) };
  const opened = await openSpool({ dir: join(state, 'onprem/spool'), clock, ...claim });
  return opened.start({ onDropped() {}, onDurable() {}, onCorrupt() {}, onDegraded() {}, onRecovered() {} });
}

async function run(...words: string[]) {
  const io = createFakeIo();
  const argv = ['spool', ...words, '--state', state];
  const ended: { exitCode?: number; error?: AgentError } = await runProgram(argv, io).then(
    (exitCode) => ({ exitCode }),
    (error: AgentError) => ({ error }),
  );
  return { ...ended, out: io.outText(), err: io.errText() };
}

const deadIds = async () => (JSON.parse((await run('dead', '--format', 'json')).out) as { dead: { id: string }[] }).dead.map(({ id }) => id);

describe('spool status', () => {
  it('shows what waits, by kind, how long, and what was refused', async () => {
    await leaveSpool(
      ['refused-1'],
      [batchOf('a'), batchOf('b', { kind: 'use' }), batchOf('c', { kind: 'cycle' }), batchOf('d', { expiresMs: SPOOLED_MS + 9_000_000 })],
    );
    await writeFile(join(state, 'onprem/spool/corrupt/odd'), 'odd');
    const io = createFakeIo();

    await printStatus({ state } as AnyConfig, 'table', io, SPOOLED_MS + 5_400_000);

    const [titles = '', row = ''] = io.outText().split('\n');
    expect(titles.trim().split(/ {2,}/)).toEqual('PROVIDER,QUEUED,OLDEST,SIZE,COST,CYCLE,USE,OPEN HOURS,DEAD,CORRUPT,AGENT,DIRECTORY'.split(','));
    expect(row.trim().split(/ {2,}/)).toEqual([
      'onprem',
      '4',
      '1 h 30 min',
      expect.stringMatching(/^\d+ B$|kB$/),
      '2',
      '1',
      '1',
      '1',
      '1',
      '1',
      'none seen',
      join(state, 'onprem/spool'),
    ]);
  });

  it('says the same as one document', async () => {
    await leaveSpool(['refused-1'], [batchOf('a'), batchOf('b', { kind: 'use', records: 5 })]);

    const { exitCode, out } = await run('status', '--format', 'json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      state,
      spools: [
        {
          provider: 'onprem',
          directory: join(state, 'onprem/spool'),
          owner: null,
          queued: {
            batches: 2,
            records: 8,
            oldest: '2026-11-21T12:00:00.000Z',
            classes: { cost: { batches: 1 }, cycle: { batches: 0, oldest: null }, use: { batches: 1 } },
            open_hours: { batches: 0 },
          },
          dead: { batches: 1 },
          corrupt: { batches: 0 },
        },
      ],
    });
  });

  it.runIf(process.platform === 'linux')('names the process that works on it', async () => {
    const running = await openOnprem({ isOwner: true });

    const { out } = await run('status', '--format', 'json');
    await running.close();

    expect(JSON.parse(out).spools[0].owner).toEqual({ pid: process.pid, since: '2026-11-21T12:00:00.000Z' });
  });

  it('says where no agent has run that there is nothing', async () => {
    const { exitCode, out, err } = await run('status');

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(err).toBe(`There is no spool in ${state}: no agent has run with that state directory.\n`);
  });

  it('says in one sentence that it cannot be read: 73', async () => {
    await writeFile(join(state, 'onprem'), 'a file where a directory should be');

    const { error } = await run('status');

    expect(error).toMatchObject({ code: 'STATE_UNWRITABLE', message: expect.stringContaining(join(state, 'onprem/spool')) });
  });
});

describe('spool dead', () => {
  it('lists what was refused, oldest first, with when and why', async () => {
    await leaveSpool(['refused-1', 'refused-2']);

    const { exitCode, out } = await run('dead');

    const lines = out.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[0]?.trim().split(/ {2,}/)).toEqual(['ID', 'PROVIDER', 'KIND', 'RECORDS', 'SPOOLED', 'REFUSED', 'TRIES', 'WHY']);
    expect(lines[1]?.split(/ {2,}/)).toEqual([
      'refused-1',
      'onprem',
      'cost',
      '3',
      '2026-11-21 12:00:00Z',
      '2026-11-21 12:00:00Z',
      '1',
      'unknown meter in refused-1',
    ]);
  });

  it('says the same as one document', async () => {
    await leaveSpool(['refused-1']);

    const { out } = await run('dead', '--format', 'json');

    expect(JSON.parse(out).dead).toEqual([
      {
        provider: 'onprem',
        id: 'refused-1',
        kind: 'cost',
        records: 3,
        bytes: expect.any(Number),
        spooled: '2026-11-21T12:00:00.000Z',
        refused: '2026-11-21T12:00:00.000Z',
        attempts: 1,
        reason: 'unknown meter in\nrefused-1',
      },
    ]);
  });

  it('says that nothing was refused', async () => {
    await leaveSpool([], [batchOf('a')]);

    const { exitCode, out, err } = await run('dead');

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' });
    expect(err).toMatch(/^Nothing was refused/);
  });
});

describe('spool replay', () => {
  it('puts the named ones back, and they are sent by the next start', async () => {
    await leaveSpool(['refused-1', 'refused-2', 'refused-3']);

    const { exitCode, err } = await run('replay', '--id', 'refused-1', '--id', 'refused-3');
    const next = await openOnprem();
    const item = await next.next(REFUSED_MS);
    await next.close();

    expect(exitCode).toBe(0);
    expect(err).toBe('onprem: 2 batches put back into the queue; the next start sends them\n');
    expect(await deadIds()).toEqual(['refused-2']);
    expect(item?.batch).toEqual(batchOf('refused-1'));
  });

  it.runIf(process.platform === 'linux')('is safe beside a running agent, which sends them soon', async () => {
    await leaveSpool(['refused-1']);
    const running = await openOnprem({ isOwner: true });

    const { exitCode, err } = await run('replay', '--all');
    await running.close();

    expect(exitCode).toBe(0);
    expect(err).toBe('onprem: 1 batch put back into the queue; the running agent sends them within a minute\n');
    expect(await deadIds()).toEqual([]);
  });

  it('has nothing to do where nothing was refused', async () => {
    await leaveSpool([]);

    const { exitCode, out, err } = await run('replay', '--all', '--format', 'json');

    expect({ exitCode, out, err }).toEqual({ exitCode: 0, out: '{\n  "replayed": []\n}\n', err: '' });
  });

  it.each([
    { words: [], says: 'nothing was chosen' },
    { words: ['--all', '--id', 'refused-1'], says: '--all and --id exclude each other' },
    { words: ['--id', 'refused-9'], says: 'no dead letter is called refused-9' },
  ])('refuses $words as wrong usage, and leaves the letters where they are', async ({ words, says }) => {
    await leaveSpool(['refused-1']);

    const { error } = await run('replay', ...words);

    expect(error).toMatchObject({ code: 'USAGE', message: says, hint: expect.stringContaining('spool dead') });
    expect(await deadIds()).toEqual(['refused-1']);
  });
});

describe('the help of spool', () => {
  it.each([
    { words: ['--help'], says: ['status', 'dead', 'replay'] },
    { words: ['status', '--help'], says: ['--state <DIR>', '--format <CHOICE>', '--config <FILE>'] },
    { words: ['replay', '--help'], says: ['--id <ID>', '--all'] },
  ])('$words names $says', async ({ words, says }) => {
    const io = createFakeIo();

    const exitCode = await runProgram(['spool', ...words], io);

    expect(exitCode).toBe(0);
    for (const word of says) expect(io.outText()).toContain(word);
  });

  it('refuses another format as wrong usage', async () => {
    const { error } = await run('status', '--format', 'xml');

    expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('xml') });
  });
});
