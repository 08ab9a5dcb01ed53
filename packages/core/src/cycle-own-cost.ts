import { type Cycle, countCalls } from './cycle.ts';
import type { Resource, ScopeId } from './model.ts';
import { subtract } from './money.ts';
import { parseScopeId } from './scopes.ts';
import type { WireOwnCost } from './wire.ts';

/** What the provider's own calls came to in this cycle, and what a month like it comes to, as planned for what runs now. */
export function ownCostOf(cycle: Cycle): WireOwnCost {
  const { provider } = cycle.input;
  const before = cycle.ownCostBefore ?? { calls: 0, billedUnits: 0, usd: '0' };
  const after = provider.ownCost?.() ?? { calls: before.calls + countCalls(cycle), billedUnits: before.billedUnits, usd: before.usd };
  return {
    calls: after.calls - before.calls,
    billed_units: after.billedUnits - before.billedUnits,
    usd: subtract(after.usd, before.usd),
    usd_per_month: provider.plan(countRunning(cycle.resources)).usdPerMonth,
  };
}

/** Running resources by service, as a provider's plan wants them; groups are of others. */
export function countRunning(resources: Iterable<Pick<Resource, 'scope' | 'state' | 'kind'>>): Record<string, number> {
  const byScope = new Map<ScopeId, number>();
  for (const { scope, state, kind } of resources) {
    if (state === 'running' && kind !== 'group') byScope.set(scope, (byScope.get(scope) ?? 0) + 1);
  }
  const counts: Record<string, number> = {};
  for (const [scope, count] of byScope) {
    const service = parseScopeId(scope)?.service ?? '';
    counts[service] = (counts[service] ?? 0) + count;
  }
  return counts;
}
