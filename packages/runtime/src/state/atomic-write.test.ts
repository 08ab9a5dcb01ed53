import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from './atomic-write.ts';
import { createBreakingIo } from './breaking-io.ts';
import { realStateIo } from './state-io.ts';

describe('writeAtomically', () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-atomic-'));
    path = join(dir, 'file');
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('writes the chunks in order, readable by the owner alone', async () => {
    await writeAtomically(path, ['one ', 'two'], realStateIo);

    expect(await readFile(path, 'utf8')).toBe('one two');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['file']);
  });

  it('leaves the old content or the new whichever call the process dies at', async () => {
    const seen = new Set<string>();
    let calls = 1;
    for (let dead = false, n = 1; !dead; n += 1) {
      await writeAtomically(path, ['old'], realStateIo);
      const io = createBreakingIo({ dieAtCall: n });

      await writeAtomically(path, ['ne', 'w'], io).catch(() => {});

      seen.add(await readFile(path, 'utf8'));
      dead = io.calls() < n;
      calls = n;
    }

    expect([...seen].sort()).toEqual(['new', 'old']);
    expect(calls).toBeGreaterThan(6);
  });

  it.each([{ call: 'open' }, { call: 'write' }, { call: 'sync' }, { call: 'rename' }])(
    'keeps the old file and leaves no litter when $call fails',
    async ({ call }) => {
      await writeAtomically(path, ['old'], realStateIo);
      const io = createBreakingIo({ failCall: call, code: 'ENOSPC' });

      const writing = writeAtomically(path, ['new'], io);

      await expect(writing).rejects.toMatchObject({ code: 'STATE_UNWRITABLE', message: `${path} cannot be written: the disk is full` });
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(dir)).toEqual(['file']);
    },
  );

  it('succeeds where a directory cannot be synced, because the file is in place', async () => {
    const io = createBreakingIo({ failCall: 'sync-dir', code: 'EINVAL' });

    await writeAtomically(path, ['new'], io);

    expect(await readFile(path, 'utf8')).toBe('new');
  });
});
