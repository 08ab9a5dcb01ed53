import type { Decimal, MeterName, PriceAttributes, ProviderId, Purchase, Window } from './model.ts';

/** Why something is not known; the closed list of COST-MODEL 1.3. */
export const MISSING_REASONS = [
  'sku-unknown',
  'region-unknown',
  'zone-unknown',
  'state-unknown',
  'licence',
  'rate-card',
  'metric-missing',
  'price-suspect',
  'currency',
] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/** Where a price came from, best first (COST-MODEL section 3). */
export const PRICE_SOURCES = ['override', 'rate-card', 'rate-card-example', 'live', 'cache', 'bundled', 'composed', 'region-factor'] as const;
export type PriceSourceName = (typeof PRICE_SOURCES)[number];

export type PriceBasis = 'list' | 'spot' | 'negotiated' | 'rate-card' | 'amortized' | 'estimate';

export interface PriceKey {
  readonly provider: ProviderId;
  readonly accountId: string;
  readonly service: string;
  readonly region: string;
  readonly zone?: string;
  readonly sku: string;
  readonly meter: MeterName;
  readonly purchase: Purchase;
  readonly attributes: PriceAttributes;
}

/** Where one unit price comes from and what kind of price it is. */
export interface PriceProvenance {
  readonly source: PriceSourceName;
  /** ISO date or instant at which the price was true. */
  readonly asOf: string;
  /** The provider's own id of the price, where there is one. */
  readonly id: string | null;
  readonly basis: PriceBasis;
  readonly estimated: boolean;
  readonly tierNotApplied: boolean;
}

/** What a line of a calculation pays for. */
export type PricePart = 'machine' | 'vcpu' | 'memory' | 'gpu' | 'local-ssd' | 'licence' | 'commitment' | 'discount';

/** One line of a calculation, `amount x price`; the lines of a price add up to it exactly. */
export interface PriceTerm {
  readonly part: PricePart;
  /** In words a finance person follows: "4 vCPU of N2 in us-central1". */
  readonly what: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly unit: string;
  readonly source: PriceSourceName;
  readonly asOf: string;
}

/** A unit price in force from `fromMs` until the next row's. List and effective price travel side by side. */
export interface PriceRow extends PriceProvenance {
  readonly fromMs: number;
  readonly listPrice: Decimal;
  readonly effectivePrice: Decimal;
  readonly unit: string;
  readonly currency: string;
  /** How the list price came to be, where it was put together; the lines add up to it exactly. */
  readonly listTerms?: readonly PriceTerm[];
  /** How the effective price came to be, where it differs from the list price. */
  readonly effectiveTerms?: readonly PriceTerm[];
  /** Why it is an estimate, one sentence each. */
  readonly estimatedBecause?: readonly string[];
}

export interface PriceMissing {
  readonly missing: MissingReason;
  /** What the reader can do about it. */
  readonly hint?: string;
}

/** Rows ascending by `fromMs`, at least one. */
export type PriceAnswer = { readonly rows: readonly PriceRow[] } | PriceMissing;

/** Whose prices, of what, where. */
export type PricePlace = Pick<PriceKey, 'provider' | 'service' | 'region'>;

/** One place that knows prices. Pure and synchronous; null: not mine, ask the next one. */
export interface PriceSource {
  readonly name: string;
  /** Every row that is in force at some instant of the window. */
  find(key: PriceKey, window: Window): PriceAnswer | null;
  /** Reads what there is of a place before it is asked for, so that no question waits for a file. */
  load?(place: PricePlace): Promise<void>;
}

/** Answers from all sources by rank: the first hit wins. */
export interface PriceResolver {
  resolve(key: PriceKey, window: Window): PriceAnswer;
  /** Reads what there is of a place before it is asked for. */
  load?(place: PricePlace): Promise<void>;
}
