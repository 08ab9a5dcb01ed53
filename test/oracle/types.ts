import type { AccrualRules, Decimal, Evidence, MeterName, Observation, Offer, ScopeId, Sighting, Span } from '@openfinops/core';

/** The oracle's vocabulary. This is the only file of it that knows the product, and it takes nothing but types from it. */
export type { AccrualRules, Decimal, Evidence, MeterName, Observation, Offer, ScopeId, Sighting, Span };

export type Family =
  | 'calm'
  | 'trouble'
  | 'slow-lives'
  | 'spot'
  | 'price-changes'
  | 'ledger-lost'
  | 'ledger-restored'
  | 'two-agents'
  | 'stateless-hourly'
  | 'stateless-5min';

/** In force from `fromMs` until the next one's. */
export interface OfferFrom {
  readonly fromMs: number;
  readonly offer: Offer;
}

/** A run whose bill the provider may still change until it is `settleAfterMs` old or over. Waived: it turns out to cost nothing. */
export interface SpotTerms {
  readonly settleAfterMs: number;
  readonly waived: boolean;
}

/** What truly happened; nobody but the oracle knows all of it. */
export interface TrueRun {
  readonly startMs: number;
  /** Infinity: still running. */
  readonly endMs: number;
  /** Ascending; the first is in force from `startMs`. */
  readonly offers: readonly OfferFrom[];
  /** The provider tells afterwards when the run ended. */
  readonly tellsStop: boolean;
  readonly spot: SpotTerms | null;
  /** How long it is still listed as resting before it vanishes; Infinity: until the next run. */
  readonly listedAfterEndMs: number;
  /** How far the provider's clocks disagree: the run is listed so long before the start that it is given. */
  readonly listedBeforeStartMs: number;
}

/** One meter of one resource. Its runs ascend and do not overlap. */
export interface TrueLife {
  readonly resourceId: string;
  readonly meter: MeterName;
  readonly runs: readonly TrueRun[];
}

export interface PriceFrom {
  readonly fromMs: number;
  readonly listPrice: Decimal;
}

/** Rows by SKU, ascending, at least one. */
export type PriceList = ReadonlyMap<string, readonly PriceFrom[]>;

/** What happens to an agent. `toLook`: the index in the script of a look of the same agent; the ledger as it was after that step comes back. */
export type Step =
  | { readonly agentId: string; readonly type: 'look'; readonly observation: Observation }
  | { readonly agentId: string; readonly type: 'lose-ledger' }
  | { readonly agentId: string; readonly type: 'restore-ledger'; readonly toLook: number };

export interface World {
  readonly family: Family;
  readonly seed: number;
  readonly scope: ScopeId;
  readonly rulesOf: (meter: MeterName) => AccrualRules;
  readonly lives: readonly TrueLife[];
  readonly prices: PriceList;
  readonly script: readonly Step[];
  /** For `disorder`: how the reports arrive. */
  readonly deliverySeed: string;
  /** A clock hour's start. Every hour before it is due: the agents' last looks come after it. */
  readonly endMs: number;
}

/** Billing time with what it is billed by. Waived: it bills nothing. */
export interface Segment extends Span {
  readonly offer: Offer;
  readonly waived: boolean;
}

/** The joined state of one meter of one resource in one clock hour, as the hub has it. */
export interface HubCharge {
  readonly resourceId: string;
  readonly meter: MeterName;
  readonly hourStartMs: number;
  readonly observedMs: number;
  readonly complete: boolean;
  readonly lines: readonly HubLine[];
  readonly unknown: readonly Span[];
  /** null when the cost of one line is. */
  readonly listCost: Decimal | null;
}

export interface HubLine extends Span {
  readonly sku: string;
  /** '0' when waived. */
  readonly amount: Decimal;
  readonly unitMs: number;
  readonly evidence: Evidence;
  readonly unsettled: boolean;
  readonly waived: boolean;
  /** null when waived or missing. */
  readonly listPrice: Decimal | null;
  readonly quantity: Decimal;
  readonly listCost: Decimal | null;
}
