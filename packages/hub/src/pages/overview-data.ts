import { type AgentRecord, type CycleRecord, DEFAULT_TENANT, type GapRecord, HOUR_MS, hourOf, type ResourceCost } from '@openfinops/core';
import { monthOf } from '../months.ts';
import type { HubContext } from '../server/context.ts';
import { addUp, type CostSum } from './cost-sums.ts';
import { type RateSum, sumRates } from './rate-sums.ts';
import { groupServices, type ServiceCost } from './service-costs.ts';

/** Everything that the first page shows. */
export interface OverviewData {
  readonly nowMs: number;
  readonly monthStartMs: number;
  readonly hourStartMs: number;
  /** One of each currency. */
  readonly rates: readonly RateSum[];
  readonly hour: readonly CostSum[];
  readonly month: readonly CostSum[];
  readonly services: readonly ServiceCost[];
  /** The dearest of the month. */
  readonly resources: readonly ResourceCost[];
  readonly agents: readonly AgentRecord[];
  readonly cycles: readonly CycleRecord[];
  readonly gaps: readonly GapRecord[];
  readonly conflicts: number;
}

/** Agents send the full set of their resources hourly; what was not heard of for two hours does not run any more, as far as anybody knows. */
const SEEN_WITHIN_MS = 2 * HOUR_MS;
const USE_WITHIN_MS = 2 * HOUR_MS;
/** What an agent said longer ago is no news; that it is silent is. */
const CYCLES_WITHIN_MS = 24 * HOUR_MS;
const GAPS_WITHIN_MS = 24 * HOUR_MS;
const CONFLICTS_WITHIN_MS = 72 * HOUR_MS;
const MAX_RESOURCES = 50;

export async function readOverview({ store, clock }: HubContext): Promise<OverviewData> {
  const nowMs = clock.nowMs();
  const [monthStartMs, hourStartMs] = [monthOf(nowMs), hourOf(nowMs)];
  const use = { startMs: nowMs - USE_WITHIN_MS, endMs: nowMs };
  const month = await store.scopeCosts(DEFAULT_TENANT, 'month', monthStartMs, monthStartMs + 1);
  const hour = await store.scopeCosts(DEFAULT_TENANT, 'hour', hourStartMs, hourStartMs + 1);
  return {
    nowMs,
    monthStartMs,
    hourStartMs,
    rates: sumRates(await store.rates(DEFAULT_TENANT, nowMs - SEEN_WITHIN_MS)),
    hour: addUp(hour),
    month: addUp(month),
    services: groupServices(month, hour),
    resources: await store.resourceCosts(DEFAULT_TENANT, { monthStartMs, use, limit: MAX_RESOURCES }),
    agents: await store.agents(DEFAULT_TENANT),
    cycles: (await store.cycles(DEFAULT_TENANT)).filter(({ timestampMs }) => timestampMs >= nowMs - CYCLES_WITHIN_MS),
    gaps: await store.gaps(DEFAULT_TENANT, nowMs - GAPS_WITHIN_MS),
    conflicts: await store.conflicts(DEFAULT_TENANT, nowMs - CONFLICTS_WITHIN_MS),
  };
}
