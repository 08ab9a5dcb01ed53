import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { realFiles } from './files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'openfinops-files-'));
});

describe('readText', () => {
  it('reads a file whole, in more than one piece', async () => {
    const text = 'ä'.repeat(100_000);
    await writeFile(join(dir, 'f'), text);

    const read = await realFiles.readText(join(dir, 'f'));

    expect(read).toBe(text);
  });

  it.skipIf(process.platform !== 'linux')('reads files that claim to be empty', async () => {
    const text = await realFiles.readText('/proc/self/status');

    expect(text).toContain('Name:');
  });

  it.each([
    { bytes: 100, maxBytes: 100, fits: true },
    { bytes: 101, maxBytes: 100, fits: false },
    { bytes: 1_048_577, maxBytes: undefined, fits: false },
  ])('takes $bytes bytes with a limit of $maxBytes: $fits', async ({ bytes, maxBytes, fits }) => {
    await writeFile(join(dir, 'f'), 'x'.repeat(bytes));

    const outcome = await realFiles.readText(join(dir, 'f'), maxBytes).then(
      () => 'read',
      (error: NodeJS.ErrnoException) => error.code,
    );

    expect(outcome).toBe(fits ? 'read' : 'EFBIG');
  });

  it.skipIf(process.platform === 'win32')('stops at a device without end', async () => {
    const reading = realFiles.readText('/dev/zero', 1_000_000);

    await expect(reading).rejects.toMatchObject({ code: 'EFBIG' });
  });

  it.each([
    { path: 'nowhere', code: 'ENOENT' },
    { path: '.', code: 'EISDIR' },
  ])('rejects with the platform’s own $code', async ({ path, code }) => {
    const reading = realFiles.readText(join(dir, path));

    await expect(reading).rejects.toMatchObject({ code });
  });
});

describe('the other reads', () => {
  it('list names in order', async () => {
    await writeFile(join(dir, 'b'), '');
    await mkdir(join(dir, 'a'));

    const names = await realFiles.list(dir);

    expect(names).toEqual(['a', 'b']);
  });

  it('follow links to the real path', async () => {
    await writeFile(join(dir, 'real'), '');
    await symlink('real', join(dir, 'link'));

    const path = await realFiles.realpath(join(dir, 'link'));

    expect(path).toBe(await realFiles.realpath(join(dir, 'real')));
  });

  it('tell size and free space of the file system in bytes', async () => {
    const { sizeBytes, freeBytes, availableBytes } = await realFiles.space(dir);

    expect(sizeBytes).toBeGreaterThan(1_000_000);
    expect(sizeBytes).toBeGreaterThanOrEqual(freeBytes);
    expect(freeBytes).toBeGreaterThanOrEqual(availableBytes);
  });
});
