import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AgentError } from '@openfinops/core';
import { codeOf, type StateIo, stateError } from './state-io.ts';

/** Write bits of group and others. */
const FOREIGN_WRITE = 0o022;

/**
 * Makes the directory (0700) where there is none and refuses one that somebody else could have planted: a symbolic link, another user's,
 * or one that others may write to. An existing directory keeps its mode.
 * Throws STATE_UNWRITABLE.
 */
export async function prepareDir(dir: string, io: StateIo): Promise<void> {
  try {
    await io.mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw stateError(`the state directory ${dir} cannot be made`, error);
  }
  await refuseForeignDir(dir, io);
  try {
    await io.access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw stateError(`the state directory ${dir} cannot be written`, error);
  }
}

async function refuseForeignDir(dir: string, io: StateIo): Promise<void> {
  const link = await io.lstat(dir);
  if (link.isSymbolicLink() && !(await isDynamicUserLink(dir, io))) {
    throw new AgentError('STATE_UNWRITABLE', `the state directory ${dir} is a symbolic link`, { hint: 'Give the directory itself with --state.' });
  }
  const found = await io.stat(dir);
  const userId = process.getuid?.();
  if (userId === undefined) return;
  if (found.uid !== userId) {
    throw new AgentError('STATE_UNWRITABLE', `the state directory ${dir} belongs to user ${found.uid}, not to user ${userId} that runs the agent`, {
      hint: `Choose a directory of the agent's own with --state, for example ${join(dir, 'agent')}.`,
    });
  }
  if ((found.mode & FOREIGN_WRITE) !== 0) {
    throw new AgentError('STATE_UNWRITABLE', `the state directory ${dir} may be written by others`, { hint: `Run \`chmod 700 ${dir}\`.` });
  }
}

/** systemd's DynamicUser= makes /var/lib/x a link to private/x beside it; the one link that is no trick. */
async function isDynamicUserLink(dir: string, io: StateIo): Promise<boolean> {
  try {
    const target = await io.readlink(dir);
    const expected = join('private', basename(dir));
    return target === expected || target === join(dirname(dir), expected);
  } catch (error) {
    if (codeOf(error) === 'EINVAL') return false;
    throw stateError(`the state directory ${dir} cannot be read`, error);
  }
}
