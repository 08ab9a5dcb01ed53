import { spawnSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentProcess } from './agent-process.ts';
import { inOwnMounts } from './host.ts';
import type { Stand } from './stand.ts';

const FILLER = 'filler';
const REMOUNT_TRIES = 100;
const REMOUNT_PAUSE_MS = 20;

/** Starts the agent with a file system of so many KiB as its state directory, which it alone sees and which goes with it. */
export async function onDiskOf(sizeKib: number, { stateDir }: Stand): Promise<readonly string[]> {
  await mkdir(stateDir, { recursive: true });
  return [...inOwnMounts(), 'sh', '-c', `mount -t tmpfs -o size=${sizeKib}k none "$0" && exec "$@"`, stateDir];
}

/** Somebody else takes all the room that is left, while the agent writes too. */
export async function fillDisk({ child }: AgentProcess, { stateDir }: Stand): Promise<void> {
  const dir = seenBy(child.pid, stateDir);
  const { bsize, blocks } = await statfs(dir);
  await writeFile(join(dir, FILLER), Buffer.alloc(bsize * blocks, 1)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

export async function freeDisk({ child }: AgentProcess, { stateDir }: Stand): Promise<void> {
  await rm(join(seenBy(child.pid, stateDir), FILLER));
}

/** Busy while the agent has a file open for writing: it is tried again. */
export async function remountDisk({ child }: AgentProcess, { stateDir }: Stand, mode: 'ro' | 'rw'): Promise<void> {
  const inside = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
  const args = ['--target', String(child.pid), ...inside, '--mount', 'mount', '-o', `remount,${mode}`, stateDir];
  for (let tries = 1; ; tries += 1) {
    const { status, stderr } = spawnSync('nsenter', args, { encoding: 'utf8' });
    if (status === 0) return;
    if (tries === REMOUNT_TRIES || !stderr.includes('busy')) throw new Error(`the disk cannot be remounted: ${stderr}`);
    await sleep(REMOUNT_PAUSE_MS);
  }
}

/** A path as a process with mounts of its own sees it. */
function seenBy(pid: number | undefined, path: string): string {
  return `/proc/${pid}/root${path}`;
}
