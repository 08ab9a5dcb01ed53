import type { Evidence } from './facts.ts';
import type { Decimal, MeterName, Purchase, ScopeId, Span } from './model.ts';
import type { MissingReason, PriceProvenance } from './pricing.ts';

/** The unit price of a line: known with its provenance, missing with its reason, or waived by the provider. */
export type LinePrice =
  | (PriceProvenance & { readonly listPrice: Decimal; readonly effectivePrice: Decimal })
  | { readonly missing: MissingReason }
  | { readonly waived: true };

/** A fact line with money. `quantity` has at most 12 decimals; costs are exact products of it. */
export interface ChargeLine extends Span {
  readonly sku: string;
  readonly purchase: Purchase;
  readonly amount: Decimal;
  readonly unit: string;
  /** null: a counted meter, one line that spans the whole hour and is never cut. */
  readonly unitMs: number | null;
  readonly evidence: Evidence;
  readonly unsettled: boolean;
  readonly price: LinePrice;
  readonly quantity: Decimal;
  /** null: not known, never 0. */
  readonly listCost: Decimal | null;
  readonly effectiveCost: Decimal | null;
}

/** The facts of one meter of one resource in one clock hour, with money. */
export interface Charge {
  /** `chargeId` of the parts. */
  readonly id: string;
  readonly scope: ScopeId;
  readonly resourceId: string;
  readonly meter: MeterName;
  readonly hourStartMs: number;
  readonly observedMs: number;
  readonly complete: boolean;
  readonly currency: string;
  readonly lines: readonly ChargeLine[];
  readonly unknown: readonly Span[];
  /** The sum of the lines; null if one of them is null. */
  readonly listCost: Decimal | null;
  readonly effectiveCost: Decimal | null;
  /** The sum of the effective costs that are known. */
  readonly knownCost: Decimal;
}
