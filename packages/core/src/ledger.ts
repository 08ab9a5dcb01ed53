import type { FactLine } from './facts.ts';
import type { ScopeId, Sighting, Span } from './model.ts';

/** How the running time of one meter of one scope may be believed: data of the provider, each with its source. */
export interface AccrualRules {
  /** The time between two looks at this scope. */
  readonly intervalMs: number;
  /** How far back proven time may be claimed, in hours. */
  readonly backfillHours: number;
  /** The shortest run that the provider bills (AWS and GCP: 60 s). */
  readonly minimumMs: number;
  /** What `startMs` proves: nothing, the last start of a run, or that it bills while it exists. */
  readonly proof: 'none' | 'lastStart' | 'existence';
  /** The offer may change within a run (a disk that is resized). */
  readonly offerMayChange: boolean;
}

/** One look at one scope. `complete`: everything billable in it was listed. */
export interface Observation {
  readonly scope: ScopeId;
  readonly atMs: number;
  readonly complete: boolean;
  readonly sightings: readonly Sighting[];
}

/** What is known of an open hour so far. */
export interface HourFacts {
  readonly lines: readonly FactLine[];
  readonly unknown: readonly Span[];
}

/** What is remembered of one meter of one resource. */
export interface Track {
  /** The last sighting of it. */
  readonly sighting: Sighting;
  readonly sightedMs: number;
  /** The last look at it; absence from a complete listing is a look. */
  readonly seenMs: number;
  /** Absent from the last complete listing. */
  readonly gone: boolean;
  /** Open hours by their start, epoch ms. */
  readonly hours: ReadonlyMap<number, HourFacts>;
}

/** What the agent remembers of one scope's running time. A track's key is `JSON.stringify([id, meter])`. */
export interface Ledger {
  readonly scope: ScopeId;
  /** The newest observation; an older one changes nothing. null: no memory yet. */
  readonly atMs: number | null;
  /** The one track of everything unlisted: when it was last looked at, and the spans in which nothing can be vouched for. */
  readonly absent: { readonly seenMs: number; readonly unknown: readonly Span[] } | null;
  readonly tracks: ReadonlyMap<string, Track>;
  /** A provider's own memory of this scope (counters at the last reading), opaque to core. */
  readonly cursor?: unknown;
}
