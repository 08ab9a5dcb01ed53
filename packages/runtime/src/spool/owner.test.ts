import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDir, findOwner, socketNameOf } from './owner.ts';

/** Owns the socket of a name and answers nothing that can be read. */
const MUTE_OWNER = `require('net').createServer((socket) => socket.end('?')).listen(Buffer.from(process.argv[1], 'hex').toString(), () => console.log('up'))`;
const NOW_MS = 1_795_240_800_000;

describe.skipIf(process.platform !== 'linux')('the owner of a directory', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'openfinops-owner-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is one: the second is told who has it', async () => {
    const claim = await claimDir(dir, NOW_MS);

    const second = claimDir(dir, NOW_MS);

    await expect(second).rejects.toMatchObject({
      code: 'SPOOL_UNWRITABLE',
      message: `the spool ${dir} is in use by process ${process.pid}, since 2026-11-21T06:00:00.000Z`,
    });
    expect(await findOwner(dir)).toEqual({ pid: process.pid, sinceMs: NOW_MS });
    await claim.release();
  });

  it('is nobody once it was released, and may be somebody else then', async () => {
    await (await claimDir(dir, NOW_MS)).release();

    const before = await findOwner(dir);
    const claim = await claimDir(dir, NOW_MS);

    expect(before).toBeNull();
    await claim.release();
  });

  it('is nobody once its process was killed, whatever that process said', async () => {
    const name = Buffer.from(await socketNameOf(dir)).toString('hex');
    const child = spawn(process.execPath, ['-e', MUTE_OWNER, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const refused = claimDir(dir, NOW_MS);
    await expect(refused).rejects.toThrow(`the spool ${dir} is in use by another process`);

    child.kill('SIGKILL');
    await once(child, 'exit');
    const claim = await claimDir(dir, NOW_MS);

    expect(await findOwner(dir)).toMatchObject({ pid: process.pid });
    await claim.release();
  });

  it('is nobody where there is no directory', async () => {
    expect(await findOwner(join(dir, 'none'))).toBeNull();
  });
});
