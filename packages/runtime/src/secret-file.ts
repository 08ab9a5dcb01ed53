import { stat } from 'node:fs/promises';
import { AgentError } from '@openfinops/core';
import { readCapped } from './ports/read-capped.ts';
import { sayReadFailure } from './ports/read-failure.ts';
import { Secret } from './secret.ts';

const MAX_BYTES = 65_536;
/** Readable by everybody, or writable by anybody else; reading by the group is how a service is often given its token. */
const FOREIGN_ACCESS = 0o026;

export interface SecretFile {
  readonly secret: Secret;
  /** What the operator should mend: others may read the file. */
  readonly warnings: readonly string[];
}

/**
 * Reads a token from a file; white space around it is no part of it. Call it again to find a token that was replaced.
 * Throws CONFIG_INVALID: the file is not there, empty, too large, or holds what no request header may carry.
 */
export async function readSecretFile(path: string): Promise<SecretFile> {
  const text = await readToken(path);
  if (text === '') throw unusable(path, 'is empty');
  if (!/^[\x21-\x7e]+$/.test(text)) throw unusable(path, 'must hold one line of printable ASCII without spaces');
  return { secret: new Secret(text), warnings: await accessWarnings(path) };
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readCapped(path, MAX_BYTES)).toString('utf8').trim();
  } catch (cause) {
    throw unusable(path, sayReadFailure(cause));
  }
}

async function accessWarnings(path: string): Promise<string[]> {
  if (process.platform === 'win32') return [];
  const { mode } = await stat(path);
  if ((mode & FOREIGN_ACCESS) === 0) return [];
  return [`the token file ${path} is open to other users (mode ${(mode & 0o777).toString(8).padStart(4, '0')}); run \`chmod 600 ${path}\``];
}

function unusable(path: string, reason: string): AgentError {
  return new AgentError('CONFIG_INVALID', `the token file ${path} ${reason}`, {
    hint: 'Put the token alone into a file of mode 0600 and name it with --token-file.',
  });
}
