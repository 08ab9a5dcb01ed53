import type { FactLine } from './facts.ts';
import type { MeterName, ScopeId, Sighting, Span } from './model.ts';

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
  readonly hourStartMs: number;
  readonly lines: readonly FactLine[];
  readonly unknown: readonly Span[];
}

/** What is remembered of one meter of one resource. */
export interface Track {
  /** The last sighting whose state was known, or a newcomer's in an unknown one; null: the meter is read rather than sighted. */
  readonly sighting: Sighting | null;
  /** When it was last sighted (or read). */
  readonly sightedMs: number;
  /** The last look at it; absence from a complete listing is a look. */
  readonly seenMs: number;
  /** At `seenMs` a complete listing lacked it. */
  readonly gone: boolean;
  /** Open hours, ascending. */
  readonly hours: readonly HourFacts[];
}

/** The one track of everything unlisted, from which a newcomer starts. */
export interface AbsentTrack {
  /** Before this nothing is remembered. */
  readonly sinceMs: number;
  /** The last complete listing; while there was none, the start of memory. */
  readonly seenMs: number;
  /** `seenMs` is a complete listing, at which everything unlisted was idle. */
  readonly idle: boolean;
  /** Spans in `[sinceMs, seenMs)` in which nothing can be vouched for. */
  readonly unknown: readonly Span[];
}

/** What the agent remembers of one scope's running time. A track's key is `trackKey(id, meter)`. */
export interface Ledger {
  readonly scope: ScopeId;
  /** The newest observation; an older one changes nothing. null: no memory yet. */
  readonly atMs: number | null;
  readonly absent: AbsentTrack | null;
  readonly tracks: ReadonlyMap<string, Track>;
  /** A provider's own memory of this scope (counters at the last reading), opaque to core. */
  readonly cursor?: unknown;
}

/** The key of a track in a ledger. No meter's name has a space in it; ids may. */
export function trackKey(resourceId: string, meter: MeterName): string {
  return `${meter} ${resourceId}`;
}

export function parseTrackKey(key: string): { resourceId: string; meter: MeterName } {
  const end = key.indexOf(' ');
  return { meter: key.slice(0, end) as MeterName, resourceId: key.slice(end + 1) };
}

/** The ledger of a scope that was never looked at. */
export function emptyLedger(scope: ScopeId): Ledger {
  return { scope, atMs: null, absent: null, tracks: new Map() };
}
