import { AgentError } from '@openfinops/core';

const MOST = 100_000_000;

/** `['ec2=10000', 'ebs=5']` -> `{ ec2: 10000, ebs: 5 }`; of two for one service the later one holds. Throws USAGE. */
export function parseAssumed(given: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of given) {
    const [, service, digits] = /^\s*([a-z][a-z0-9-]*)\s*=\s*(\d[\d_]*)\s*$/i.exec(text) ?? [];
    const count = Number(digits?.replaceAll('_', ''));
    if (service === undefined || !(count <= MOST)) {
      throw new AgentError('USAGE', `--assume takes a service and a count, not "${text}"`, { hint: 'Such as --assume ec2=10000.' });
    }
    counts[service.toLowerCase()] = count;
  }
  return counts;
}
