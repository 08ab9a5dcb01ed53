import type { Charge } from './charge.ts';
import type { JoinedCharge } from './join.ts';
import type { Decimal, ScopeId, Window } from './model.ts';
import type { Rejection } from './sink.ts';
import type { Gap } from './spool.ts';
import type { WireAllocation, WireCoverage, WireEvent, WireFinding, WireOwnCost, WireResource, WireScope, WireSeries, WireSummary } from './wire.ts';

/** Who the data belongs to. It comes from the caller's credentials, never from a body. */
export type TenantId = number;
/** The only tenant until there are roles. */
export const DEFAULT_TENANT: TenantId = 1;

export interface AgentIdentity {
  readonly agentId: string;
  readonly hostname: string;
  readonly provider: string;
  readonly region: string;
}

export interface AgentRecord extends AgentIdentity {
  /** The JSON of what it registered with. */
  readonly configJson: string;
  /** null: it sends, but never registered. */
  readonly registeredMs: number | null;
  readonly heartbeatMs: number;
}

/** A record with its place in the list that it came in, for `rejected`. */
export interface Indexed<T> {
  readonly index: number;
  readonly record: T;
}

/** What a cycle batch says of the agent that sent it. */
export interface CycleReport {
  readonly summary: WireSummary;
  readonly scopes: readonly WireScope[];
  readonly coverage: WireCoverage;
  readonly ownCost: WireOwnCost;
  readonly problems: readonly Extract<WireEvent, { kind: 'problem' }>[];
}

/** One ingested body: parsed, every record checked. */
export interface Intake {
  readonly agent: AgentIdentity;
  /** Of one agent, the same id with the same hash counts once; null: the sender has no ids, every body counts. */
  readonly batchId: string | null;
  /** SHA-256 of the body, hex. */
  readonly hash: string;
  readonly receivedMs: number;
  /** The sender's own time. Of two reports of one resource or cycle the later is kept. */
  readonly timestampMs: number;
  /** The body as it came, for `recent`. */
  readonly json: string;
  readonly events: number;
  readonly resources: readonly WireResource[];
  readonly charges: readonly Indexed<Charge>[];
  readonly series: readonly WireSeries[];
  readonly allocations: readonly WireAllocation[];
  readonly findings: readonly WireFinding[];
  readonly cycle: CycleReport | null;
  readonly gaps: readonly Gap[];
  /** How many records of the body are good. */
  readonly accepted: number;
  /** Those that are not; they are remembered with the batch, so that a repeated batch gets the same answer. */
  readonly rejected: readonly Rejection[];
}

/** `mismatch`: the batch id is known with another body; nothing was stored. */
export type IntakeOutcome =
  | { readonly status: 'stored' | 'duplicate'; readonly accepted: number; readonly rejected: readonly Rejection[]; readonly registered: boolean }
  | { readonly status: 'mismatch' };

export interface RecentBody extends AgentIdentity {
  readonly id: number;
  readonly timestampMs: number;
  readonly createdMs: number;
  readonly metricsJson: string;
  readonly eventsJson: string;
  readonly tracesJson: string;
}

/** Money of many charges of one currency: exact sums of decimals. */
export interface CostTotals {
  readonly currency: string;
  /** Over the charges whose list cost is known. */
  readonly listCost: Decimal;
  readonly knownCost: Decimal;
  /** The part of `knownCost` on lines of evidence 0 or unsettled: it may err upward (COST-MODEL 1.8). */
  readonly provisionalCost: Decimal;
  readonly charges: number;
  /** Charges of which some line has no price: their cost is more than is known. */
  readonly unpricedCharges: number;
  /** Metered time that nobody can vouch for, summed over the charges. */
  readonly uncertainMs: number;
}

export interface ScopeCost extends CostTotals {
  readonly scope: ScopeId;
  /** Start of the hour or month. */
  readonly startMs: number;
}

/** The last hour of one ratio of one resource (`cpu.utilization`): the mean of its values, 0..1. */
export interface UseOfHour {
  readonly name: string;
  readonly hourStartMs: number;
  readonly meanRatio: number;
}

export interface ResourceCost extends CostTotals {
  readonly resourceId: string;
  readonly scope: ScopeId | null;
  /** As last reported; null: it was charged, but never described. */
  readonly resource: WireResource | null;
  readonly use: readonly UseOfHour[];
}

/** One ratio of one resource over a window: the mean of its values, each weighted by how long it stood, and how long something was measured. */
export interface UseOfWindow {
  readonly name: string;
  readonly meanRatio: number;
  readonly measuredMs: number;
}

/** What one resource was charged in a window in one currency. */
export type WindowCost = Pick<CostTotals, 'currency' | 'knownCost' | 'charges' | 'unpricedCharges'>;

export interface ResourceUse {
  readonly resourceId: string;
  readonly scope: ScopeId | null;
  /** As last reported; null: it was charged, but never described. */
  readonly resource: WireResource | null;
  /** Empty: nothing was measured. */
  readonly use: readonly UseOfWindow[];
  readonly costs: readonly WindowCost[];
}

/** A finding as its last report words it. */
export interface FindingRecord {
  readonly finding: WireFinding;
  /** What the resource is called; null: nobody has described it. */
  readonly resourceName: string | null;
  readonly reportedMs: number;
}

/** A resource as its last report describes it. */
export interface ResourceRecord {
  readonly resource: WireResource;
  /** The sender's time of that report. */
  readonly seenMs: number;
}

/** How many resources of one scope run at one rate now; null: no price is known. */
export interface RateGroup {
  readonly scope: ScopeId | null;
  readonly currency: string;
  readonly perHour: Decimal | null;
  readonly resources: number;
}

export interface CycleRecord extends CycleReport {
  readonly agentId: string;
  readonly timestampMs: number;
}

export interface GapRecord extends Gap {
  readonly agentId: string;
}

/** Where a hub keeps what agents say. Reads never wait for writes. */
export interface Store {
  /** Resolves once it is durable. A later registration of the same agent replaces the earlier one. */
  register(tenant: TenantId, agent: AgentIdentity & { readonly configJson: string }, atMs: number): Promise<void>;
  /**
   * Resolves once the whole body is durable: dedupe, join of every charge (COST-MODEL 1.5) and totals are one transaction.
   * Rejects with STORE_UNWRITABLE when it cannot be written; nothing of it is kept then.
   */
  ingest(tenant: TenantId, intake: Intake): Promise<IntakeOutcome>;

  /** Newest heartbeat first. */
  agents(tenant: TenantId): Promise<readonly AgentRecord[]>;
  /** Newest first, as long as both limits hold. */
  recent(
    tenant: TenantId,
    sinceMs: number,
    limits: { readonly rows: number; readonly bytes: number },
  ): Promise<{ readonly bodies: readonly RecentBody[]; readonly truncated: boolean }>;
  /** How many bodies and events came in since. */
  activity(tenant: TenantId, sinceMs: number): Promise<{ readonly bodies: number; readonly events: number }>;
  /** Totals of the hours or calendar months (UTC) that start in `[fromMs, toMs)`, by scope. */
  scopeCosts(tenant: TenantId, period: 'hour' | 'month', fromMs: number, toMs: number): Promise<readonly ScopeCost[]>;
  /** The dearest resources of a calendar month, each with its latest use inside the window. */
  resourceCosts(
    tenant: TenantId,
    query: { readonly monthStartMs: number; readonly use: Window; readonly limit: number },
  ): Promise<readonly ResourceCost[]>;
  /**
   * Use and cost of the dearest resources of a calendar month over the clock hours that start in the window, the dearest first. Of use the
   * named ratios alone, as averages or last values.
   */
  resourceUse(
    tenant: TenantId,
    query: { readonly monthStartMs: number; readonly window: Window; readonly names: readonly string[]; readonly limit: number },
  ): Promise<readonly ResourceUse[]>;
  /** Waste and faults that were reported since, the latest first. */
  findings(tenant: TenantId, sinceMs: number, limit: number): Promise<readonly FindingRecord[]>;
  /** How the hours of one resource that start in the window were split, the latest hour first. */
  allocations(tenant: TenantId, resourceId: string, hours: Window): Promise<readonly WireAllocation[]>;
  /** Rates of what runs, over the resources that were reported since. */
  rates(tenant: TenantId, seenSinceMs: number): Promise<readonly RateGroup[]>;
  /** The latest cycle of each agent. */
  cycles(tenant: TenantId): Promise<readonly CycleRecord[]>;
  gaps(tenant: TenantId, sinceMs: number): Promise<readonly GapRecord[]>;
  /** Charges in which evidence-3 lines contradicted each other since. */
  conflicts(tenant: TenantId, sinceMs: number): Promise<number>;
  /** Every charge of one clock hour, as joined. */
  charges(tenant: TenantId, hourStartMs: number): Promise<readonly JoinedCharge[]>;
  /** The charges of one resource in the clock hours that start in the window, as joined; the latest hour first, then by meter. */
  resourceCharges(tenant: TenantId, resourceId: string, hours: Window): Promise<readonly JoinedCharge[]>;
  /** The latest report of each resource with this id: one of each account that knows it; empty where none was ever described. */
  resourceRecords(tenant: TenantId, resourceId: string): Promise<readonly ResourceRecord[]>;
  close(): Promise<void>;
}
