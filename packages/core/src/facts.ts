import type { MeterName, Offer, ScopeId, Span } from './model.ts';

/**
 * How well a line is known (COST-MODEL 1.4): 3 the provider's own times or the owner's card; 2 both ends of a bridged gap agree, or the
 * provider may still change it; 1 the two ends differ and the cheaper is charged; 0 one look only, a guess.
 */
export type Evidence = 0 | 1 | 2 | 3;

/** Billing time inside one clock hour, not priced yet. */
export interface FactLine extends Span {
  readonly offer: Offer;
  /** Evidence 1 only: the offer at the other end; at each instant the cheaper of the two is charged. */
  readonly otherOffer?: Offer;
  readonly evidence: Evidence;
  readonly unsettled: boolean;
  readonly waived: boolean;
}

/** What is known of one meter of one resource in one clock hour. */
export interface Facts {
  readonly scope: ScopeId;
  readonly resourceId: string;
  readonly meter: MeterName;
  readonly hourStartMs: number;
  readonly observedMs: number;
  /** The sender closed the hour (2.7). */
  readonly complete: boolean;
  /** Disjoint, ascending, inside the hour. */
  readonly lines: readonly FactLine[];
  /** Disjoint, ascending; what follows `observedMs` is unknown without being listed, except under lines of evidence 2 or 3. */
  readonly unknown: readonly Span[];
}
