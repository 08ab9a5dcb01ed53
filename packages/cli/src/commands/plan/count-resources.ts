import { type CycleOutcome, type CycleProgress, createRunningCount, type Problem, type Provider, type ScopeId } from '@openfinops/core';

/** What is there, counted. */
export interface Counted extends Pick<CycleOutcome, 'failed' | 'problems'> {
  readonly counts: Readonly<Record<string, number>>;
  readonly scopes: CycleOutcome['scopes'];
  /** Calls that listing took. */
  readonly calls: number;
}

/** Lists everything once. A scope that cannot be listed counts for what it did list; rejects when the signal aborts. */
export async function countResources(provider: Provider, signal: AbortSignal, onProgress?: (progress: CycleProgress) => void): Promise<Counted> {
  const running = createRunningCount();
  const perScope = new Map<ScopeId, number>();
  const scopes = new Map<ScopeId, CycleOutcome['scopes'][number]>();
  const problems: Problem[] = [];
  let calls = 0;
  for await (const item of provider.discover(signal)) {
    if (item.type === 'resource') {
      const { scope } = item.resource;
      running.add(item.resource);
      perScope.set(scope, (perScope.get(scope) ?? 0) + 1);
    }
    // What has no price changes nothing of what is asked.
    if ((item.type === 'problem' && item.problem.code !== 'PRICE_MISSING') || item.type === 'failure') problems.push(item.problem);
    if (item.type !== 'done' && item.type !== 'failure') continue;
    const count = perScope.get(item.scope) ?? 0;
    if (item.type === 'done') calls += item.calls;
    scopes.set(item.scope, { scope: item.scope, complete: item.type === 'done', resources: count });
    onProgress?.({ stage: 'discover', scope: item.scope, resources: count, calls: item.type === 'done' ? item.calls : 0 });
  }
  const broken = [...scopes.values()].filter(({ complete }) => !complete).length;
  const failed = broken === 0 ? 'none' : broken === scopes.size ? 'all' : 'some';
  return { counts: running.byService(), scopes: [...scopes.values()], problems, failed, calls };
}
