import { spawnSync } from 'node:child_process';

/** What this machine lets a fault row do. Each answer is a reason why not, undefined where it does. */

export function forbidsTracing(): string | undefined {
  return tries('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=none', 'true'], 'strace cannot trace here');
}

export function forbidsOwnMounts(): string | undefined {
  return ownMounts() === undefined ? 'no mount namespace of its own is permitted here (unshare)' : undefined;
}

export function forbidsLoopMounts(): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting an image needs root';
  return tries('losetup', ['--find'], 'there is no free loop device') ?? tries('mkfs.ext4', ['-V'], 'mkfs.ext4 is missing');
}

/** Starts a command with mounts of its own: as root, else as the root of a user namespace. Throws where neither is permitted. */
export function inOwnMounts(): readonly string[] {
  const found = ownMounts();
  if (found === undefined) throw new Error(forbidsOwnMounts());
  return found;
}

function ownMounts(): readonly string[] | undefined {
  const ways = [
    ['unshare', '--mount'],
    ['unshare', '--user', '--map-root-user', '--mount'],
  ];
  return ways.find(([command = '', ...args]) => tries(command, [...args, 'mount', '-t', 'tmpfs', 'none', '/mnt'], 'no') === undefined);
}

function tries(command: string, args: readonly string[], otherwise: string): string | undefined {
  const { status, error } = spawnSync(command, args, { stdio: 'ignore' });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return `${command} is missing`;
  return status === 0 ? undefined : otherwise;
}
