import { stat } from 'node:fs/promises';
import { AgentError } from '@openfinops/core';
import { readCapped } from '../ports/read-capped.ts';
import { readFailureCode, sayReadFailure } from '../ports/read-failure.ts';

const MAX_BYTES = 1_048_576;
/** Writable by everybody. */
const WORLD_WRITE = 0o002;

export interface ConfigText {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** @param name how the file is called in messages. Throws CONFIG_UNREADABLE. */
export async function readConfigFile(path: string, name: string): Promise<ConfigText> {
  const bytes = await readBytes(path, name);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), warnings: await ownerWarnings(path, name) };
  } catch {
    throw new AgentError('CONFIG_UNREADABLE', `${name} is not UTF-8 text`, { hint: 'Save it again as UTF-8.' });
  }
}

async function readBytes(path: string, name: string): Promise<Buffer> {
  try {
    return await readCapped(path, MAX_BYTES);
  } catch (error) {
    if (readFailureCode(error) !== 'EFBIG') throw new AgentError('CONFIG_UNREADABLE', `${name} ${sayReadFailure(error)}`);
    throw new AgentError('CONFIG_UNREADABLE', `${name} is larger than 1 MiB, which no configuration is`, {
      hint: 'Check that --config names the right file.',
    });
  }
}

/** Who can write the file decides where costs and tokens go. */
async function ownerWarnings(path: string, name: string): Promise<string[]> {
  const userId = process.getuid?.();
  if (userId === undefined) return [];
  const { mode, uid } = await stat(path);
  const warnings: string[] = [];
  if ((mode & WORLD_WRITE) !== 0) warnings.push(`${name} may be written by every user of this machine; run \`chmod o-w ${path}\``);
  if (uid !== 0 && uid !== userId) warnings.push(`${name} belongs to user ${uid}, neither to root nor to the user of this agent`);
  return warnings;
}
