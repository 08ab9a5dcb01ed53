import type { Resource, ScopeId } from './model.ts';
import { parseScopeId } from './scopes.ts';

/** Running resources by service, as a provider's plan wants them; groups are of others. */
export interface RunningCount {
  add(resource: Pick<Resource, 'scope' | 'state' | 'kind'>): void;
  byService(): Record<string, number>;
}

export function createRunningCount(): RunningCount {
  const byScope = new Map<ScopeId, number>();
  return {
    add({ scope, state, kind }) {
      if (state === 'running' && kind !== 'group') byScope.set(scope, (byScope.get(scope) ?? 0) + 1);
    },
    byService() {
      const counts: Record<string, number> = {};
      for (const [scope, count] of byScope) {
        const service = parseScopeId(scope)?.service ?? '';
        counts[service] = (counts[service] ?? 0) + count;
      }
      return counts;
    },
  };
}
