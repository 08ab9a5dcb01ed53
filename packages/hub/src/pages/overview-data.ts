import { setImmediate } from 'node:timers/promises';
import {
  type AgentRecord,
  type CycleRecord,
  DEFAULT_TENANT,
  type FindingRecord,
  type GapRecord,
  HOUR_MS,
  hourOf,
  type JoinedCharge,
  type LinePrice,
  parseScopeId,
  type ResourceCost,
  type ScopeId,
} from '@openfinops/core';
import { monthOf } from '../months.ts';
import type { HubContext } from '../server/context.ts';
import { addUp, type CostSum } from './cost-sums.ts';
import { IDLE_HOURS, type Idleness, JUDGED_RESOURCES, judgeUse, WORK } from './idle.ts';
import { pricesInUse } from './price-words.ts';
import { groupProviders, type ProviderCost } from './provider-costs.ts';
import { type RateSum, sumRates } from './rate-sums.ts';
import { readTrends, type Trends } from './read-trends.ts';
import type { TrendRange } from './trend-range.ts';

/** What the hub is asked with: its store and its time. */
export type Source = Pick<HubContext, 'store' | 'clock'>;

/** What it costs, summed up. */
export interface CostData {
  readonly nowMs: number;
  readonly monthStartMs: number;
  readonly hourStartMs: number;
  /** One of each currency. */
  readonly rates: readonly RateSum[];
  readonly hour: readonly CostSum[];
  readonly month: readonly CostSum[];
  readonly providers: readonly ProviderCost[];
}

/** A resource with the prices of its latest charges. */
export interface PricedResource extends ResourceCost {
  readonly prices: readonly LinePrice[];
}

export interface WasteData {
  readonly idleness: Idleness;
  readonly findings: readonly FindingRecord[];
}

/** What the agents say of themselves and of their reach. */
export interface AgentsData {
  readonly agents: readonly AgentRecord[];
  /** The latest cycle of each, of the last day. */
  readonly cycles: readonly CycleRecord[];
  readonly gaps: readonly GapRecord[];
  readonly conflicts: number;
}

/** Everything that the first page shows. */
export interface OverviewData extends CostData, WasteData, AgentsData {
  readonly trends: Trends;
  /** The dearest of the month. */
  readonly resources: readonly PricedResource[];
}

/** Agents send the full set of their resources hourly; what was not heard of for two hours does not run any more, as far as anybody knows. */
const SEEN_WITHIN_MS = 2 * HOUR_MS;
const USE_WITHIN_MS = 2 * HOUR_MS;
/** What an agent said longer ago is no news; that it is silent is. */
const CYCLES_WITHIN_MS = 24 * HOUR_MS;
const GAPS_WITHIN_MS = 24 * HOUR_MS;
const CONFLICTS_WITHIN_MS = 72 * HOUR_MS;
const FINDINGS_WITHIN_MS = 24 * HOUR_MS;
const MAX_FINDINGS = 50;
/** Further back than an agent's silence reaches before it counts as gone. */
const PRICED_WITHIN_MS = 3 * HOUR_MS;
/** Resources that are read before the event loop breathes. */
const BREATHE_EVERY = 10;
export const SHOWN_RESOURCES = 50;

export async function readOverview(source: Source, range: TrendRange): Promise<OverviewData> {
  return {
    ...(await readCosts(source)),
    ...(await readWaste(source)),
    ...(await readAgents(source)),
    trends: await readTrends(source, range),
    resources: await readResources(source, SHOWN_RESOURCES),
  };
}

export async function readCosts({ store, clock }: Source): Promise<CostData> {
  const nowMs = clock.nowMs();
  const [monthStartMs, hourStartMs] = [monthOf(nowMs), hourOf(nowMs)];
  const month = await store.scopeCosts(DEFAULT_TENANT, 'month', monthStartMs, monthStartMs + 1);
  const hour = await store.scopeCosts(DEFAULT_TENANT, 'hour', hourStartMs, hourStartMs + 1);
  const rates = await store.rates(DEFAULT_TENANT, nowMs - SEEN_WITHIN_MS);
  return {
    nowMs,
    monthStartMs,
    hourStartMs,
    rates: sumRates(rates),
    hour: addUp(hour),
    month: addUp(month),
    providers: groupProviders({ month, hour, rates }),
  };
}

export async function readWaste({ store, clock }: Source): Promise<WasteData> {
  const nowMs = clock.nowMs();
  const endMs = hourOf(nowMs);
  const window = { startMs: endMs - IDLE_HOURS * HOUR_MS, endMs };
  const used = await store.resourceUse(DEFAULT_TENANT, { monthStartMs: monthOf(nowMs), window, names: WORK, limit: JUDGED_RESOURCES });
  return {
    idleness: judgeUse(used, endMs - window.startMs),
    findings: await store.findings(DEFAULT_TENANT, nowMs - FINDINGS_WITHIN_MS, MAX_FINDINGS),
  };
}

export async function readAgents({ store, clock }: Source): Promise<AgentsData> {
  const nowMs = clock.nowMs();
  return {
    agents: await store.agents(DEFAULT_TENANT),
    cycles: (await store.cycles(DEFAULT_TENANT)).filter(({ timestampMs }) => timestampMs >= nowMs - CYCLES_WITHIN_MS),
    gaps: await store.gaps(DEFAULT_TENANT, nowMs - GAPS_WITHIN_MS),
    conflicts: await store.conflicts(DEFAULT_TENANT, nowMs - CONFLICTS_WITHIN_MS),
  };
}

/** The dearest of the month, each with its latest use and prices. */
export async function readResources({ store, clock }: Source, limit: number): Promise<PricedResource[]> {
  const nowMs = clock.nowMs();
  const use = { startMs: nowMs - USE_WITHIN_MS, endMs: nowMs };
  const priced: PricedResource[] = [];
  for (const cost of await store.resourceCosts(DEFAULT_TENANT, { monthStartMs: monthOf(nowMs), use, limit })) {
    if (priced.length % BREATHE_EVERY === BREATHE_EVERY - 1) await setImmediate();
    const charges = await readLatestCharges(store, cost.resourceId, hourOf(nowMs));
    priced.push({ ...cost, prices: pricesInUse(charges.filter(({ scope }) => cost.scope === null || isSameOwner(scope, cost.scope))) });
  }
  return priced;
}

/** Back to an hour that is closed: it holds every meter, while the open one may still lack some. */
async function readLatestCharges(store: Source['store'], resourceId: string, openHourMs: number): Promise<JoinedCharge[]> {
  const charges: JoinedCharge[] = [];
  for (let startMs = openHourMs; startMs >= openHourMs - PRICED_WITHIN_MS; startMs -= HOUR_MS) {
    const its = await store.resourceCharges(DEFAULT_TENANT, resourceId, { startMs, endMs: startMs + HOUR_MS });
    charges.push(...its);
    if (its.length > 0 && its.every(({ complete }) => complete)) break;
  }
  return charges;
}

/** Two accounts may know one id; `<provider>/<account>` owns it. */
function isSameOwner(a: ScopeId, b: ScopeId): boolean {
  const [x, y] = [parseScopeId(a), parseScopeId(b)];
  return x?.provider === y?.provider && x?.accountId === y?.accountId;
}
