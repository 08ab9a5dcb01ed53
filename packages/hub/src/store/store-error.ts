import { AgentError, messageOf } from '@openfinops/core';

interface Cause {
  readonly code: RegExp;
  readonly says: string;
  readonly hint: string;
}

const CAUSES: readonly Cause[] = [
  { code: /^(SQLITE_FULL|ENOSPC|EDQUOT)/, says: 'the disk is full', hint: 'Make room on the disk; agents keep their data and send it again.' },
  {
    code: /^(SQLITE_READONLY|SQLITE_PERM|SQLITE_CANTOPEN|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST)/,
    says: 'it cannot be opened for writing',
    hint: 'Give this user the directory, or choose another with --data.',
  },
  {
    code: /^(SQLITE_NOTADB|SQLITE_CORRUPT)/,
    says: 'it is damaged, or no database of ours',
    hint: 'Restore a backup, or move the file away and start anew; agents report the open hours again.',
  },
  { code: /^SQLITE_BUSY/, says: 'another process holds it', hint: 'Stop the other hub that works on the same data directory.' },
  { code: /^(SQLITE_IOERR|EIO)/, says: 'the disk failed', hint: 'Look at the disk and its system log.' },
];

/** An error of the database or of its file, in the words of this project: STORE_UNWRITABLE for trouble with the disk, INTERNAL for a bug. */
export function toStoreError(error: unknown, file: string): AgentError {
  if (error instanceof AgentError) return error;
  const code = String((error as { code?: unknown })?.code ?? '');
  const cause = CAUSES.find((candidate) => candidate.code.test(code));
  if (cause === undefined) return new AgentError('INTERNAL', `The database ${file} failed: ${messageOf(error)}`, { cause: error });
  return new AgentError('STORE_UNWRITABLE', `The database ${file} cannot be written: ${cause.says}`, { hint: cause.hint, cause: error });
}
