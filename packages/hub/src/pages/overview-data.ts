import {
  type AgentRecord,
  type CycleRecord,
  DEFAULT_TENANT,
  type GapRecord,
  HOUR_MS,
  hourOf,
  type LinePrice,
  parseScopeId,
  type ResourceCost,
  type ScopeId,
  type Store,
} from '@openfinops/core';
import { monthOf } from '../months.ts';
import type { HubContext } from '../server/context.ts';
import { addUp, type CostSum } from './cost-sums.ts';
import { CHART_HOURS, type HoursOfCurrency, sumHours } from './hour-sums.ts';
import { pricesInUse } from './price-words.ts';
import { type RateSum, sumRates } from './rate-sums.ts';
import { groupServices, type ServiceCost } from './service-costs.ts';

/** A resource with the prices of its latest charges. */
export interface PricedResource extends ResourceCost {
  readonly prices: readonly LinePrice[];
}

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
  readonly resources: readonly PricedResource[];
  /** The last 24 clock hours, the last of them not over yet. */
  readonly days: readonly HoursOfCurrency[];
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
/** Further back than an agent's silence reaches before it counts as gone. */
const PRICED_WITHIN_MS = 3 * HOUR_MS;
const MAX_RESOURCES = 50;

export async function readOverview({ store, clock }: HubContext): Promise<OverviewData> {
  const nowMs = clock.nowMs();
  const [monthStartMs, hourStartMs] = [monthOf(nowMs), hourOf(nowMs)];
  const use = { startMs: nowMs - USE_WITHIN_MS, endMs: nowMs };
  const month = await store.scopeCosts(DEFAULT_TENANT, 'month', monthStartMs, monthStartMs + 1);
  const firstHourMs = hourStartMs - (CHART_HOURS - 1) * HOUR_MS;
  const hours = await store.scopeCosts(DEFAULT_TENANT, 'hour', firstHourMs, hourStartMs + 1);
  const hour = hours.filter(({ startMs }) => startMs === hourStartMs);
  return {
    nowMs,
    monthStartMs,
    hourStartMs,
    rates: sumRates(await store.rates(DEFAULT_TENANT, nowMs - SEEN_WITHIN_MS)),
    hour: addUp(hour),
    month: addUp(month),
    services: groupServices(month, hour),
    resources: await readResources(store, { monthStartMs, use, limit: MAX_RESOURCES }),
    days: sumHours(hours, firstHourMs),
    agents: await store.agents(DEFAULT_TENANT),
    cycles: (await store.cycles(DEFAULT_TENANT)).filter(({ timestampMs }) => timestampMs >= nowMs - CYCLES_WITHIN_MS),
    gaps: await store.gaps(DEFAULT_TENANT, nowMs - GAPS_WITHIN_MS),
    conflicts: await store.conflicts(DEFAULT_TENANT, nowMs - CONFLICTS_WITHIN_MS),
  };
}

async function readResources(store: Store, query: Parameters<Store['resourceCosts']>[1]): Promise<PricedResource[]> {
  const priced: PricedResource[] = [];
  const hours = { startMs: hourOf(query.use.endMs) - PRICED_WITHIN_MS, endMs: query.use.endMs };
  for (const cost of await store.resourceCosts(DEFAULT_TENANT, query)) {
    const charges = await store.resourceCharges(DEFAULT_TENANT, cost.resourceId, hours);
    priced.push({ ...cost, prices: pricesInUse(charges.filter(({ scope }) => cost.scope === null || isSameOwner(scope, cost.scope))) });
  }
  return priced;
}

/** Two accounts may know one id; `<provider>/<account>` owns it. */
function isSameOwner(a: ScopeId, b: ScopeId): boolean {
  const [x, y] = [parseScopeId(a), parseScopeId(b)];
  return x?.provider === y?.provider && x?.accountId === y?.accountId;
}
