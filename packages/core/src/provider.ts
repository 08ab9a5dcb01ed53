import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Evidence } from './facts.ts';
import type { AccrualRules } from './ledger.ts';
import type { Allocation, Finding, MeterName, MetricSeries, Offer, PriceAttributes, ProviderId, Resource, ScopeId, Span } from './model.ts';
import type { Ports } from './ports.ts';
import type { BookRow } from './prices/price-book.ts';
import type { PriceSource } from './pricing.ts';
import type { RateNow, RunningMeter } from './rates.ts';

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
  | ProblemReport;

/** What one look needs of core. */
export interface LookNeeds {
  readonly signal: AbortSignal;
  /** The cursor that the last look left; of a scope that this look has opened. */
  readonly cursorOf: (scope: ScopeId) => unknown;
  readonly rateOf: RateOf;
}

/** Accrual rules of each meter of each service, less the interval, with where each figure comes from. */
export type BillingRules = Readonly<Record<string, Readonly<Partial<Record<MeterName, BillingRule>>>>>;

export interface BillingRule extends Omit<AccrualRules, 'intervalMs'> {
  readonly source: string;
  /** It may come as readings, which tell how fast the meter runs now: the records of its resources wait for them. */
  readonly isRead?: true;
}

export interface PermissionProbe {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint?: string;
}

/** What the provider's own calls come to in a month of 730 hours. */
export interface CollectionPlan {
  readonly calls: number;
  readonly billedUnits: number;
  readonly usdPerMonth: string;
  /** What that is made of. */
  readonly lines?: readonly PlanLine[];
  /** What was stretched to stay within a budget, and what was assumed; a sentence each. */
  readonly notices?: readonly string[];
}

/** One kind of call of a plan; counts and money are those of a month of 730 hours. */
export interface PlanLine {
  /** What is asked, of how many: `cpu of 10,000 machines`. */
  readonly what: string;
  readonly operation: string;
  readonly everyMs: number;
  readonly calls: number;
  readonly billedUnits: number;
  readonly usdPerMonth: string;
}

/** What a provider's own calls came to since it was made. */
export interface OwnCost {
  readonly calls: number;
  readonly billedUnits: number;
  readonly usd: string;
}

/** What meters come to an hour, at prices in force now: for ranking and for findings, never for charges. */
export type RateOf = (scope: ScopeId, meters: readonly RunningMeter[]) => RateNow;

/** What a look comes to, item by item. */
export type LookItem = Discovery | Collection;

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
  /** @param counts running resources by service, groups left out */
  plan(counts: Readonly<Record<string, number>>): CollectionPlan;
  /** Without it nothing but the calls of its scopes is known. */
  ownCost?(): OwnCost;
  /** What there is, and nothing else: for whoever only counts. */
  discover(signal: AbortSignal): AsyncIterable<Discovery>;
  /**
   * What there is, and what it did: the items of a discovery in their order, and among or after them what is collected of the resources that were
   * listed before. They come in portions, a page or an answer each, because an asynchronous step for every item costs more than the item. Core holds
   * no resource for it. A provider that has no reason to do both at once says `lookInTurn(discover, collect)`.
   */
  look(needs: LookNeeds): AsyncIterable<Iterable<LookItem>>;
  /** Prices that only the provider knows (a rate card). */
  readonly priceSources: readonly PriceSource[];
  close?(): Promise<void>;
}

/** What a price list is asked about: a SKU, and what else its price depends on, both as `canonicalKey` spells them. */
export interface PricedThing {
  readonly sku: string;
  readonly attributes: PriceAttributes;
}

/** Asks a provider what its price list says today. */
export interface LivePriceFetcher {
  readonly provider: ProviderId;
  /** Services that it knows prices of, named as in scopes. */
  readonly services: readonly string[];
  /** Whether the list has prices of the region; without it, it has those of every region. */
  serves?(region: string): boolean;
  /**
   * Prices of a service that are in force in one region; `fromMs` is 0 unless the provider says since when, and a price of 0 is left for the
   * caller to refuse. Rejects when the answer is not whole (a full page without a successor is not), and with the signal's reason when it aborts.
   * @param inUse what must be in the answer, where the list has it; undefined: everything
   */
  fetch(service: string, region: string, signal: AbortSignal, inUse?: readonly PricedThing[]): Promise<readonly BookRow[]>;
  close?(): Promise<void>;
}

/** Something that a provider must be allowed to do or read. */
export interface Permission {
  /** As `probe` names it. */
  readonly name: string;
  readonly why: string;
  readonly optional: boolean;
  readonly grant?: PermissionGrant;
}

/** What gives a permission, in the words of the provider's own policies. */
export interface PermissionGrant {
  readonly language: 'aws-iam';
  readonly actions: readonly string[];
}

export interface ProviderDefinition<Options = unknown> {
  readonly id: ProviderId;
  readonly summary: string;
  /** Flags = env = yaml = docs. */
  readonly options: z.ZodType<Options>;
  /** What it must be allowed to do or read, by name (`permissions`, `doctor`). */
  readonly permissions: readonly Permission[];
  /** `Provider.plan` without a provider: nothing is called. */
  plan?(options: Options, counts: Readonly<Record<string, number>>): Promise<CollectionPlan>;
  /**
   * Starts, before the configuration is read, what needs time to mean anything (a first reading of counters). What it resolves with goes to
   * `create`, which must do without it too; it may not depend on options, and a failure counts as nothing prepared.
   */
  prepare?(ports: Pick<Ports, 'files' | 'clock' | 'platform'>): Promise<unknown>;
  /** The only dynamic import, with those of `prepare` and `createPriceFetcher`. */
  create(options: Options, ports: Ports, prepared?: unknown): Promise<Provider>;
  /** The provider's price list of today: asked beside the cycle, never in it, and by `price refresh`. Without it the tables are all there is. */
  createPriceFetcher?(options: Options, ports: Ports): Promise<LivePriceFetcher>;
}
