import type { FactLine, Facts } from './facts.ts';
import { HOUR_MS, hourOf, hoursOf, QUARTER_MS } from './hours.ts';
import { type AbsentTrack, type AccrualRules, type HourFacts, type Ledger, type Observation, type Track, trackKey } from './ledger.ts';
import { type LookContext, type Said, sayAbsent, saySighted } from './look.ts';
import type { MeterName, Sighting } from './model.ts';
import { isSameFactLine } from './offers.ts';
import type { MeterReading } from './provider.ts';
import { clipSpans, mergeSpans, overlayLines, subtractSpans } from './spans.ts';

export type RulesOf = (meter: MeterName) => AccrualRules;

/** A look at a scope, taken resource by resource, so that a scope of any size can be paged. */
export interface ScopeLook {
  /** One resource's meter as listed; returns what is to be reported of it. */
  see(sighting: Sighting): Facts[];
  /** The readings of one meter of one resource. */
  read(readings: readonly MeterReading[]): Facts[];
  /** Everything remembered that was neither seen nor read. Call it for a complete listing only, after all `see`. */
  conclude(): Generator<Facts>;
  /** The ledger after all of this. */
  ledger(complete: boolean, cursor?: unknown): Ledger;
}

/** One whole observation (COST-MODEL section 2): pure, and it knows no price. */
export function accrue(ledger: Ledger, observation: Observation, rulesOf: RulesOf, intervalMs: number): { ledger: Ledger; facts: Facts[] } {
  const look = beginLook(ledger, observation.atMs, rulesOf, intervalMs);
  const facts: Facts[] = [];
  for (const sighting of observation.sightings) facts.push(...look.see(sighting));
  if (observation.complete) facts.push(...look.conclude());
  return { ledger: look.ledger(observation.complete), facts };
}

/** Starts a look. One not newer than the ledger changes nothing (2.1). */
export function beginLook(before: Ledger, atMs: number, rulesOf: RulesOf, intervalMs: number): ScopeLook {
  if (before.atMs !== null && atMs <= before.atMs) return idleLook(before);
  const absent = before.absent ?? { sinceMs: hourOf(atMs) - HOUR_MS, seenMs: hourOf(atMs) - HOUR_MS, idle: false, unknown: [] };
  const tracks = new Map(before.tracks);
  const seen = new Set<string>();
  const listedIds = new Set<string>();

  const contextOf = (track: Track | undefined, rules: AccrualRules): LookContext => ({
    atMs,
    previousMs: track?.seenMs ?? absent.seenMs,
    track,
    newcomerIdle: absent.idle,
    hasMemory: before.atMs !== null,
    rules,
  });
  const apply = (key: string, id: string, meter: MeterName, said: Said, next: Omit<Track, 'hours'>, forget = false): Facts[] => {
    const track = before.tracks.get(key);
    const previousMs = track?.seenMs ?? absent.seenMs;
    const rules = rulesOf(meter);
    const hours = speak(track?.hours ?? newcomerHours(absent), said, previousMs, next.seenMs, track === undefined ? absent : undefined);
    const { reports, open } = close(hours, next.seenMs, track === undefined ? null : previousMs, rules, forget);
    if (forget) tracks.delete(key);
    else tracks.set(key, { ...next, hours: open });
    return reports.map(({ hourStartMs, facts, complete }) => ({
      scope: before.scope,
      resourceId: id,
      meter,
      hourStartMs,
      observedMs: next.seenMs,
      complete,
      lines: facts.lines,
      unknown: facts.unknown,
    }));
  };

  return {
    see(sighting) {
      const key = trackKey(sighting.id, sighting.meter);
      listedIds.add(sighting.id);
      if (seen.has(key)) return [];
      seen.add(key);
      const track = before.tracks.get(key);
      if (sighting.bills === null) {
        if (track === undefined) tracks.set(key, stateUnknown(absent));
        return [];
      }
      const said = saySighted(contextOf(track, rulesOf(sighting.meter)), sighting);
      return apply(key, sighting.id, sighting.meter, said, { sighting, sightedMs: atMs, seenMs: atMs, gone: false });
    },
    read(readings) {
      const first = readings[0];
      if (first === undefined) return [];
      const key = trackKey(first.resourceId, first.meter);
      seen.add(key);
      const lines = readings.flatMap(linesOfReading).sort((a, b) => a.fromMs - b.fromMs);
      return apply(key, first.resourceId, first.meter, { lines, idle: [] }, { sighting: null, sightedMs: atMs, seenMs: atMs, gone: false });
    },
    *conclude() {
      for (const [key, track] of before.tracks) {
        if (seen.has(key)) continue;
        const [id, meter] = JSON.parse(key) as [string, MeterName];
        const isRead = track.sighting === null && !track.gone;
        if (isRead && listedIds.has(id)) continue;
        const rules = rulesOf(meter);
        const forget = isRead || atMs - track.sightedMs >= rules.backfillHours * HOUR_MS;
        yield* apply(key, id, meter, sayAbsent(contextOf(track, rules)), { ...track, seenMs: atMs, gone: true }, forget);
      }
    },
    ledger: (complete, cursor) => ({
      scope: before.scope,
      atMs,
      absent: complete ? passAbsent(absent, atMs, intervalMs) : absent,
      tracks,
      ...(cursor === undefined ? (before.cursor === undefined ? {} : { cursor: before.cursor }) : { cursor }),
    }),
  };
}

/** A look that changes nothing. */
export function idleLook(before: Ledger): ScopeLook {
  return { see: () => [], read: () => [], *conclude() {}, ledger: () => before };
}

/** A newcomer whose state nobody knows yet: as of its previous look, so that the next sighting speaks of all the time since. */
function stateUnknown(absent: AbsentTrack): Track {
  return { sighting: null, sightedMs: absent.seenMs, seenMs: absent.seenMs, gone: absent.idle, hours: newcomerHours(absent) };
}

/** Open hours of the absent track: all that was unknown since the start of the hour of its last look. */
function newcomerHours(absent: AbsentTrack): Map<number, HourFacts> {
  const hourStartMs = hourOf(absent.seenMs);
  const unknown = clipSpans(absent.unknown, hourStartMs, hourStartMs + HOUR_MS);
  return unknown.length === 0 ? new Map() : new Map([[hourStartMs, { lines: [], unknown }]]);
}

/** 2.3: everything unlisted is idle at each complete listing, and unknown across longer gaps. */
function passAbsent(absent: AbsentTrack, atMs: number, intervalMs: number): AbsentTrack {
  const believed = absent.idle && atMs - absent.seenMs <= 2.5 * intervalMs;
  const sinceMs = Math.max(absent.sinceMs, hourOf(atMs) - ABSENT_MEMORY_MS);
  const unknown = believed ? absent.unknown : [...absent.unknown, { fromMs: absent.seenMs, toMs: atMs }];
  return { sinceMs, seenMs: atMs, idle: true, unknown: mergeSpans(clipSpans(unknown, sinceMs, atMs)) };
}

/** Longer than any run is claimed back, so that a late claim finds what was unknown around it. */
const ABSENT_MEMORY_MS = 26 * HOUR_MS;

function linesOfReading(reading: MeterReading): FactLine[] {
  const { offer } = reading;
  if (offer === null) return [];
  const line = { offer, evidence: reading.evidence, unsettled: reading.evidence === 2, waived: false };
  const span = offer.unitMs === null ? { fromMs: hourOf(reading.fromMs), toMs: hourOf(reading.fromMs) + HOUR_MS } : reading;
  return subtractSpans([{ fromMs: span.fromMs, toMs: span.toMs }], reading.unknown).map((part) => ({ ...part, ...line }));
}

/** Lays what a look said over what was known: each hour since the previous look, and every earlier one that a line reaches into. */
function speak(
  known: ReadonlyMap<number, HourFacts>,
  said: Said,
  previousMs: number,
  atMs: number,
  absent: AbsentTrack | undefined,
): Map<number, HourFacts> {
  const hours = new Map(known);
  const touched = new Set(hoursOf({ fromMs: hourOf(previousMs), toMs: atMs }));
  for (const line of said.lines) for (const hour of hoursOf(line)) touched.add(hour);
  for (const hour of known.keys()) touched.add(hour);
  for (const hour of touched) {
    const base = hours.get(hour) ?? (hour < hourOf(previousMs) ? closedHour(hour, absent) : EMPTY_HOUR);
    hours.set(hour, layOver(base, said, hour, Math.max(previousMs, hour), Math.min(atMs, hour + HOUR_MS)));
  }
  return hours;
}

const EMPTY_HOUR: HourFacts = { lines: [], unknown: [] };

/** What can be said of an hour that has left the ledger: nothing, unless the absent track still remembers it. */
function closedHour(hourStartMs: number, absent: AbsentTrack | undefined): HourFacts {
  const hour = { fromMs: hourStartMs, toMs: hourStartMs + HOUR_MS };
  if (absent === undefined || hourStartMs < absent.sinceMs) return { lines: [], unknown: [hour] };
  return { lines: [], unknown: clipSpans(absent.unknown, hour.fromMs, hour.toMs) };
}

function layOver(base: HourFacts, said: Said, hourStartMs: number, spokenFromMs: number, spokenToMs: number): HourFacts {
  const endMs = hourStartMs + HOUR_MS;
  const added = clipSpans(said.lines, hourStartMs, endMs);
  const lines = added.length === 0 ? base.lines : overlayLines(base.lines, added, compareEvidence, isSameFactLine);
  const spoken = spokenFromMs < spokenToMs ? [{ fromMs: spokenFromMs, toMs: spokenToMs }] : [];
  const guesses = lines.filter((line) => line.evidence < 2);
  const vouched = lines.filter((line) => line.evidence >= 2);
  const doubt = mergeSpans([...subtractSpans([...base.unknown, ...spoken], mergeSpans(clipSpans(said.idle, hourStartMs, endMs))), ...guesses]);
  return { lines, unknown: subtractSpans(doubt, vouched) };
}

/** Of two lines in one ledger the better known counts, then the later said. */
function compareEvidence(a: FactLine, b: FactLine): number {
  return a.evidence - b.evidence;
}

interface HourReport {
  readonly hourStartMs: number;
  readonly facts: HourFacts;
  readonly complete: boolean;
}

/** 2.7: which hours are reported now, and which stay open. */
function close(
  hours: Map<number, HourFacts>,
  atMs: number,
  previousMs: number | null,
  rules: AccrualRules,
  forget: boolean,
): { reports: HourReport[]; open: Map<number, HourFacts> } {
  const reports: HourReport[] = [];
  const open = new Map<number, HourFacts>();
  const newQuarter = previousMs === null || Math.floor(previousMs / QUARTER_MS) !== Math.floor(atMs / QUARTER_MS);
  for (const [hourStartMs, facts] of hours) {
    if (facts.lines.length === 0 && facts.unknown.length === 0) continue;
    const complete = forget || isOver(hourStartMs, facts, atMs, rules);
    if (!complete) open.set(hourStartMs, facts);
    if (!complete && (!newQuarter || hourStartMs > atMs)) continue;
    reports.push({ hourStartMs, facts, complete });
  }
  reports.sort((a, b) => a.hourStartMs - b.hourStartMs);
  return { reports, open };
}

function isOver(hourStartMs: number, facts: HourFacts, atMs: number, rules: AccrualRules): boolean {
  const endMs = hourStartMs + HOUR_MS;
  if (endMs > atMs) return false;
  const unsettled = facts.lines.some((line) => line.unsettled);
  return !unsettled || endMs + rules.backfillHours * HOUR_MS <= atMs;
}
