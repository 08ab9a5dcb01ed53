import type { Collection, Discovery, LookItem, Provider, ScopeId } from '@openfinops/core';

/** What one look came to, apart. */
export interface Looked {
  readonly found: readonly Discovery[];
  readonly collected: readonly Collection[];
}

/** One look, read to its end; no price is known. */
export async function lookOnce(
  provider: Provider,
  {
    cursors = new Map(),
    signal = new AbortController().signal,
  }: { readonly cursors?: ReadonlyMap<ScopeId, unknown>; readonly signal?: AbortSignal } = {},
): Promise<Looked> {
  const found: Discovery[] = [];
  const collected: Collection[] = [];
  const noRate = { listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] };
  for await (const portion of provider.look({ signal, cursorOf: (scope) => cursors.get(scope), rateOf: () => noRate })) {
    for (const item of portion) {
      if (isDiscovery(item)) found.push(item);
      else collected.push(item);
    }
  }
  return { found, collected };
}

function isDiscovery(item: LookItem): item is Discovery {
  if (item.type === 'problem') return item.problem.stage === 'discover';
  return item.type === 'scope' || item.type === 'resource' || item.type === 'done' || item.type === 'failure';
}
