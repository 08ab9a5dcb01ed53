import { type Cycle, countCalls } from './cycle.ts';
import { subtract } from './money.ts';
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
    usd_per_month: provider.plan(cycle.running.byService()).usdPerMonth,
  };
}
