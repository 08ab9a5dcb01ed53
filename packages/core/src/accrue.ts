import type { FactLine, Facts } from './facts.ts';
import { closeHours, layOverHours, newcomerHours } from './hour-facts.ts';
import { HOUR_MS, hourOf } from './hours.ts';
import { type AbsentTrack, type AccrualRules, type Ledger, type Observation, parseTrackKey, type Track, trackKey } from './ledger.ts';
import { asOfLook, type Said, sayAbsent, saySighted } from './look.ts';
import type { MeterName, Sighting } from './model.ts';
import type { MeterReading } from './provider.ts';
import { clipSpans, mergeSpans, subtractSpans } from './spans.ts';

export type RulesOf = (meter: MeterName) => AccrualRules;

/** A look at a scope, taken resource by resource, so that a scope of any size can be paged. */
export interface ScopeLook {
  /** One resource's meter as listed; returns what is to be reported of it. */
  see(sighting: Sighting): Facts[];
  /** The readings of one meter of one resource. */
  read(readings: readonly MeterReading[]): Facts[];
  /** Everything remembered that was neither seen nor read; one step a track. Call it for a complete listing only, after all `see`. */
  conclude(): Generator<readonly Facts[]>;
  /** The ledger after all of this. */
  ledger(complete: boolean, cursor?: unknown): Ledger;
}

/** One whole observation (COST-MODEL section 2): pure, and it knows no price. */
export function accrue(ledger: Ledger, observation: Observation, rulesOf: RulesOf, intervalMs: number): { ledger: Ledger; facts: Facts[] } {
  const look = beginLook(ledger, observation.atMs, rulesOf, intervalMs);
  const facts: Facts[] = [];
  for (const sighting of observation.sightings) facts.push(...look.see(sighting));
  if (observation.complete) for (const some of look.conclude()) facts.push(...some);
  return { ledger: look.ledger(observation.complete), facts };
}

/** A look that changes nothing. */
export function idleLook(before: Ledger): ScopeLook {
  return { see: () => [], read: () => [], *conclude() {}, ledger: () => before };
}

/** Starts a look. One not newer than the ledger changes nothing (2.1). */
export function beginLook(before: Ledger, atMs: number, rulesOf: RulesOf, intervalMs: number): ScopeLook {
  if (before.atMs !== null && atMs <= before.atMs) return idleLook(before);
  const absent = before.absent ?? firstAbsent(atMs);
  const hasMemory = before.atMs !== null;
  /** Filled as the look goes on: copying 100,000 tracks at once would hold the loop. */
  const tracks = new Map<string, Track>();
  /** Asked for only of what is remembered of readings. */
  const listedIds = hasReadings(before) ? new Set<string>() : undefined;
  let concluded = false;

  const contextOf = (track: Track | undefined, rules: AccrualRules) => {
    const previousMs = track === undefined ? absent.seenMs : track.seenMs;
    return { atMs, previousMs, track, newcomerIdle: absent.idle, hasMemory, rules };
  };
  const apply = (
    of: { key: string; id: string; meter: MeterName; track: Track | undefined },
    said: Said,
    next: Omit<Track, 'hours'>,
    rules: AccrualRules,
    forget: boolean,
  ): Facts[] => {
    const { key, id, meter, track } = of;
    const spoken = track === undefined ? { previousMs: absent.seenMs, atMs, absent } : { previousMs: track.seenMs, atMs, absent: undefined };
    const hours = layOverHours(track === undefined ? newcomerHours(absent) : track.hours, said, spoken);
    const { reports, open } = closeHours(hours, atMs, track === undefined ? null : track.seenMs, rules, forget);
    if (!forget) tracks.set(key, { sighting: next.sighting, sightedMs: next.sightedMs, seenMs: next.seenMs, gone: next.gone, hours: open });
    return reports.map(({ facts: { hourStartMs, lines, unknown }, complete }) => ({
      scope: before.scope,
      resourceId: id,
      meter,
      hourStartMs,
      observedMs: atMs,
      complete,
      lines,
      unknown,
    }));
  };

  return {
    see(listed) {
      const sighting = asOfLook(listed, atMs, intervalMs);
      const { id, meter } = sighting;
      const key = trackKey(id, meter);
      const track = before.tracks.get(key);
      listedIds?.add(id);
      if (tracks.has(key)) return [];
      if (sighting.bills === null) {
        tracks.set(key, track ?? stateUnknown(absent, sighting));
        return [];
      }
      const rules = rulesOf(meter);
      const said = saySighted(contextOf(track, rules), sighting);
      return apply({ key, id, meter, track }, said, { sighting, sightedMs: atMs, seenMs: atMs, gone: false }, rules, false);
    },
    read(readings) {
      const first = readings[0];
      if (first === undefined) return [];
      const { resourceId: id, meter } = first;
      const key = trackKey(id, meter);
      const lines = readings.flatMap(linesOfReading).sort((a, b) => a.fromMs - b.fromMs);
      const next = { sighting: null, sightedMs: atMs, seenMs: atMs, gone: false };
      return apply({ key, id, meter, track: before.tracks.get(key) }, { lines, idle: [] }, next, rulesOf(meter), false);
    },
    *conclude() {
      for (const [key, track] of before.tracks) {
        if (tracks.has(key)) {
          yield [];
          continue;
        }
        const { resourceId: id, meter } = parseTrackKey(key);
        const isRead = track.sighting === null;
        if (isRead && listedIds?.has(id)) {
          tracks.set(key, track);
          continue;
        }
        const rules = rulesOf(meter);
        const forget = isRead || atMs - track.sightedMs >= rules.backfillHours * HOUR_MS;
        const { sighting, sightedMs } = track;
        yield apply({ key, id, meter, track }, sayAbsent(contextOf(track, rules)), { sighting, sightedMs, seenMs: atMs, gone: true }, rules, forget);
      }
      concluded = true;
    },
    ledger(complete, cursor = before.cursor) {
      if (!concluded) for (const [key, track] of before.tracks) if (!tracks.has(key)) tracks.set(key, track);
      const after = { scope: before.scope, atMs, absent: complete ? passAbsent(absent, atMs, intervalMs) : absent, tracks };
      return cursor === undefined ? after : { ...after, cursor };
    },
  };
}

function hasReadings({ tracks }: Ledger): boolean {
  for (const { sighting } of tracks.values()) if (sighting === null) return true;
  return false;
}

/** 2.3: with no memory, everything starts at the previous clock hour, and nobody knows what was then. */
function firstAbsent(atMs: number): AbsentTrack {
  const sinceMs = hourOf(atMs) - HOUR_MS;
  return { sinceMs, seenMs: sinceMs, idle: false, unknown: [] };
}

/** A newcomer whose state nobody knows yet: as of its previous look, so that the next sighting speaks of all the time since. */
function stateUnknown(absent: AbsentTrack, sighting: Sighting): Track {
  return { sighting, sightedMs: absent.seenMs, seenMs: absent.seenMs, gone: absent.idle, hours: newcomerHours(absent) };
}

/** Longer than any run is claimed back, so that a late claim finds what was unknown around it. */
const ABSENT_MEMORY_MS = 26 * HOUR_MS;

/** 2.3: everything unlisted is idle at each complete listing, and unknown across longer gaps. */
function passAbsent(absent: AbsentTrack, atMs: number, intervalMs: number): AbsentTrack {
  const believed = absent.idle && atMs - absent.seenMs <= 2.5 * intervalMs;
  const sinceMs = absent.idle ? Math.max(absent.sinceMs, hourOf(atMs) - ABSENT_MEMORY_MS) : hourOf(atMs);
  const unknown = believed ? absent.unknown : [...absent.unknown, { fromMs: absent.seenMs, toMs: atMs }];
  return { sinceMs, seenMs: atMs, idle: true, unknown: mergeSpans(clipSpans(unknown, sinceMs, atMs)) };
}

function linesOfReading(reading: MeterReading): FactLine[] {
  const { offer, evidence } = reading;
  if (offer === null) return [];
  const hour = { fromMs: hourOf(reading.fromMs), toMs: hourOf(reading.fromMs) + HOUR_MS };
  const span = offer.unitMs === null ? hour : { fromMs: reading.fromMs, toMs: reading.toMs };
  return subtractSpans([span], reading.unknown).map(({ fromMs, toMs }) => ({
    fromMs,
    toMs,
    offer,
    evidence,
    unsettled: evidence === 2,
    waived: false,
  }));
}
