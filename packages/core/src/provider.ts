import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Evidence } from './facts.ts';
import type { AccrualRules } from './ledger.ts';
import type { Allocation, Finding, MeterName, MetricSeries, Offer, ProviderId, Resource, ScopeId, Span } from './model.ts';
import type { Ports } from './ports.ts';
import type { PriceSource } from './pricing.ts';

export interface Problem {
  readonly stage: 'discover' | 'collect' | 'price' | 'ship';
  readonly code: ErrorCode;
  readonly scope: ScopeId | null;
  readonly message: string;
  readonly hint?: string;
}

/**
 * What discovery yields, in this order for each scope: one `scope` (its first page is here), its resources, then either `done` or `failure`.
 * Scopes may interleave. Only `done` may conclude that a resource vanished.
 */
export type Discovery =
  | { readonly type: 'scope'; readonly scope: ScopeId /** `Date` of its first page less that request's duration. */; readonly observedAtMs: number }
  | { readonly type: 'resource'; readonly resource: Resource }
  | { readonly type: 'done'; readonly scope: ScopeId; readonly count: number; readonly calls: number }
  | ScopeFailure
  | ProblemReport;

/** One scope could not be read to its end: data, not an exception. What it lists so far still counts as seen. */
export interface ScopeFailure {
  readonly type: 'failure';
  readonly scope: ScopeId;
  readonly problem: Problem;
}

/** Something is wrong with a part of a scope that is otherwise whole. */
export interface ProblemReport {
  readonly type: 'problem';
  readonly problem: Problem;
}

/**
 * A metered amount inside one clock hour (energy, requests). It joins its hour's facts; `[fromMs, toMs)` must not cross an hour.
 * Spans of the hour that the reading cannot vouch for go to `unknown`.
 */
export interface MeterReading extends Span {
  readonly resourceId: string;
  readonly scope: ScopeId;
  readonly meter: MeterName;
  /** null: nothing was measured in the span; only `unknown` speaks. */
  readonly offer: Offer | null;
  readonly evidence: Evidence;
  readonly unknown: readonly Span[];
}

export type Collection =
  | { readonly type: 'series'; readonly series: MetricSeries }
  | { readonly type: 'reading'; readonly reading: MeterReading }
  | { readonly type: 'allocation'; readonly allocation: Allocation }
  | { readonly type: 'finding'; readonly finding: Finding }
  /** What the provider wants to find again at its next cycle; committed with the scope's ledger. */
  | { readonly type: 'cursor'; readonly scope: ScopeId; readonly cursor: unknown }
  | ScopeFailure
  | ProblemReport;

/** Accrual rules of each meter of each service, less the interval, with where each figure comes from. */
export type BillingRules = Readonly<
  Record<string, Readonly<Partial<Record<MeterName, Omit<AccrualRules, 'intervalMs'> & { readonly source: string }>>>>
>;

export interface PermissionProbe {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint?: string;
}

export interface CollectionPlan {
  readonly calls: number;
  readonly billedUnits: number;
  readonly usdPerMonth: string;
}

export interface ProviderInfo {
  readonly accountId: string;
  /** The one region, else `global`. */
  readonly region: string;
  readonly hostname: string;
  /** What the operator should read on the first line (limits, examples in use, platform notes). */
  readonly notices: readonly string[];
}

export interface Provider {
  readonly info: ProviderInfo;
  /** Minimums, rounding, which states bill, waivers, known biases: data with source. */
  readonly billingRules: BillingRules;
  /** Each permission or source, by name (`doctor`). */
  probe(signal: AbortSignal): Promise<readonly PermissionProbe[]>;
  plan(counts: Readonly<Record<string, number>>): CollectionPlan;
  discover(signal: AbortSignal): AsyncIterable<Discovery>;
  collect(resources: readonly Resource[], cursors: ReadonlyMap<ScopeId, unknown>, signal: AbortSignal): AsyncIterable<Collection>;
  /** Prices that only the provider knows (a rate card). */
  readonly priceSources: readonly PriceSource[];
  close?(): Promise<void>;
}

export interface ProviderDefinition<Options = unknown> {
  readonly id: ProviderId;
  readonly summary: string;
  /** Flags = env = yaml = docs. */
  readonly options: z.ZodType<Options>;
  /** What it must be allowed to do or read, by name (`permissions`, `doctor`). */
  readonly permissions: readonly { readonly name: string; readonly why: string; readonly optional: boolean }[];
  /**
   * Starts, before the configuration is read, what needs time to mean anything (a first reading of counters). What it resolves with goes to
   * `create`, which must do without it too; it may not depend on options, and a failure counts as nothing prepared.
   */
  prepare?(ports: Pick<Ports, 'files' | 'clock' | 'platform'>): Promise<unknown>;
  /** The only dynamic import, with that of `prepare`. */
  create(options: Options, ports: Ports, prepared?: unknown): Promise<Provider>;
}
