import { AgentError } from '@openfinops/core';
import { sayNearest } from '@openfinops/runtime';
import { PROVIDERS } from '../registry.ts';

/** The words, if each is a provider. Throws USAGE. */
export function knownProviders(words: readonly string[]): readonly string[] {
  const known = PROVIDERS.map(({ id }) => id);
  for (const word of words) {
    if (known.includes(word)) continue;
    throw new AgentError('USAGE', `there is no provider "${word}"${sayNearest(word, known)}`, { hint: `Providers: ${known.join(', ')}.` });
  }
  return words;
}
