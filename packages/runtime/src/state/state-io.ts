import * as fs from 'node:fs/promises';
import { AgentError, messageOf } from '@openfinops/core';

/** The file system calls of the state directory; tests pass a broken one. */
export type StateIo = Pick<typeof fs, 'access' | 'lstat' | 'mkdir' | 'open' | 'readFile' | 'readdir' | 'readlink' | 'rename' | 'rm' | 'stat'>;

export const realStateIo: StateIo = fs;

/** What the platform's error code means to the reader, and what to do about it. */
const CAUSES: Readonly<Record<string, { readonly says: string; readonly hint: string }>> = {
  EACCES: { says: 'permission denied', hint: 'Give the directory to the user that runs the agent, or choose another with --state.' },
  EPERM: { says: 'permission denied', hint: 'Give the directory to the user that runs the agent, or choose another with --state.' },
  EROFS: { says: 'the file system is read-only', hint: 'Choose a directory on a writable file system with --state.' },
  ENOSPC: { says: 'the disk is full', hint: 'Free some space, or choose a directory on another disk with --state.' },
  EDQUOT: { says: 'the disk quota is used up', hint: 'Free some space, or choose a directory on another disk with --state.' },
  ENOTDIR: { says: 'a part of the path is a file', hint: 'Choose another directory with --state.' },
  EEXIST: { says: 'a file of that name is in the way', hint: 'Choose another directory with --state.' },
};

/** The platform's code of an error (`ENOENT`, …), or undefined. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** STATE_UNWRITABLE in one clear sentence. @param failed what was tried, on what: `the state directory /x cannot be made` */
export function stateError(failed: string, error: unknown): AgentError {
  const cause = CAUSES[codeOf(error) ?? ''];
  if (cause === undefined) return new AgentError('STATE_UNWRITABLE', `${failed}: ${messageOf(error)}`, { cause: error });
  return new AgentError('STATE_UNWRITABLE', `${failed}: ${cause.says}`, { hint: cause.hint, cause: error });
}
