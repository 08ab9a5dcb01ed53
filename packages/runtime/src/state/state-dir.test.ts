import { chmod, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareDir } from './state-dir.ts';
import { realStateIo, type StateIo } from './state-io.ts';

describe('prepareDir', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'openfinops-state-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('makes the directory and its parents for the owner alone', async () => {
    const dir = join(base, 'a', 'b');

    await prepareDir(dir, realStateIo);

    expect((await lstat(dir)).mode & 0o777).toBe(0o700);
    expect((await lstat(join(base, 'a'))).mode & 0o777).toBe(0o700);
  });

  it('leaves the mode of a directory that was there as it is', async () => {
    const dir = join(base, 'there');
    await mkdir(dir, { mode: 0o755 });

    await prepareDir(dir, realStateIo);

    expect((await lstat(dir)).mode & 0o777).toBe(0o755);
  });

  it('refuses a symbolic link', async () => {
    const dir = join(base, 'link');
    await mkdir(join(base, 'target'));
    await symlink(join(base, 'target'), dir);

    const opening = prepareDir(dir, realStateIo);

    await expect(opening).rejects.toMatchObject({ code: 'STATE_UNWRITABLE', message: `the state directory ${dir} is a symbolic link` });
  });

  it('takes the link that systemd makes for a dynamic user', async () => {
    const dir = join(base, 'openfinops');
    await mkdir(join(base, 'private', 'openfinops'), { recursive: true, mode: 0o700 });
    await symlink(join('private', 'openfinops'), dir);

    const opening = prepareDir(dir, realStateIo);

    await expect(opening).resolves.toBeUndefined();
  });

  it('refuses a directory that others may write to, and says what to do', async () => {
    const dir = join(base, 'open');
    await mkdir(dir);
    await chmod(dir, 0o777);

    const opening = prepareDir(dir, realStateIo);

    await expect(opening).rejects.toMatchObject({ code: 'STATE_UNWRITABLE', hint: `Run \`chmod 700 ${dir}\`.` });
  });

  it('refuses a directory of another user', async () => {
    const foreign: StateIo = {
      ...realStateIo,
      stat: (async (path: string) => Object.assign(await realStateIo.stat(path), { uid: (process.getuid?.() ?? 0) + 1 })) as StateIo['stat'],
    };

    const opening = prepareDir(join(base, 'foreign'), foreign);

    await expect(opening).rejects.toThrow(/belongs to user \d+, not to user \d+ that runs the agent/);
  });

  it('says so when a file is in the way', async () => {
    const path = join(base, 'file');
    await writeFile(path, '');

    const opening = prepareDir(join(path, 'state'), realStateIo);

    await expect(opening).rejects.toMatchObject({
      code: 'STATE_UNWRITABLE',
      message: `the state directory ${join(path, 'state')} cannot be made: a part of the path is a file`,
    });
  });

  it.each([
    { code: 'EACCES', says: 'permission denied' },
    { code: 'EROFS', says: 'the file system is read-only' },
    { code: 'ENOSPC', says: 'the disk is full' },
  ])('names the cause in one sentence: $says', async ({ code, says }) => {
    const broken: StateIo = { ...realStateIo, mkdir: (() => Promise.reject(Object.assign(new Error('raw'), { code }))) as StateIo['mkdir'] };
    const dir = join(base, 'new');

    const opening = prepareDir(dir, broken);

    await expect(opening).rejects.toMatchObject({ code: 'STATE_UNWRITABLE', message: `the state directory ${dir} cannot be made: ${says}` });
  });

  it('refuses a directory that exists but is read-only', async () => {
    const broken: StateIo = { ...realStateIo, access: () => Promise.reject(Object.assign(new Error('raw'), { code: 'EROFS' })) };
    const dir = join(base, 'read-only');

    const opening = prepareDir(dir, broken);

    await expect(opening).rejects.toThrow(`the state directory ${dir} cannot be written: the file system is read-only`);
  });
});
