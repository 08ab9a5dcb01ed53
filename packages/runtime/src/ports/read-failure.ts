import { messageOf } from '@openfinops/core';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory',
  ELOOP: 'is a link that leads nowhere',
};

/** Why a file could not be read, to follow its name: `does not exist`. */
export function sayReadFailure(error: unknown): string {
  return SENTENCES[readFailureCode(error) ?? ''] ?? `cannot be read: ${messageOf(error)}`;
}

/** The platform's code: `ENOENT`, … */
export function readFailureCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
