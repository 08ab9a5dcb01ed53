import { type CycleOutcome, ERROR_CODES } from '@openfinops/core';
import type { Io } from './io.ts';
import { cleanText } from './render/text.ts';

/**
 * Names the scopes that failed on stderr.
 * @returns 0; 75 when some scopes failed; where all did, the exit code of what the first of them failed with (77 for a missing permission)
 */
export async function reportOutcome({ failed, scopes, problems }: Pick<CycleOutcome, 'failed' | 'scopes' | 'problems'>, io: Io): Promise<number> {
  if (failed === 'none') return 0;
  const broken = scopes.filter((scope) => !scope.complete).map(({ scope }) => cleanText(scope));
  const what = broken.length === 0 ? 'no scope could be listed' : `${broken.length} of ${scopes.length} scopes failed: ${broken.join(', ')}`;
  await io.err.write(`${what}\n`);
  const partial = ERROR_CODES.SCOPE_FAILED.exit;
  if (failed === 'some') return partial;
  const first = problems.find(({ stage }) => stage === 'discover');
  return first === undefined ? partial : (ERROR_CODES[first.code].exit ?? partial);
}
