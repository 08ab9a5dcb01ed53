import type { FactLine } from './facts.ts';
import { HOUR_MS, hourOf, QUARTER_MS } from './hours.ts';
import type { AbsentTrack, AccrualRules, HourFacts } from './ledger.ts';
import type { Said } from './look.ts';
import { isSameFactLine } from './offers.ts';
import { clipSpans, mergeSpans, overlayLines, subtractSpans } from './spans.ts';

/** The stretch of time that a look speaks of: since the previous look. */
export interface Spoken {
  readonly previousMs: number;
  readonly atMs: number;
  /** A newcomer: what is remembered of everything unlisted. */
  readonly absent: AbsentTrack | undefined;
}

/** Lays what a look said over what was known: each hour since the previous look, and every earlier or later one that a line reaches into. */
export function layOverHours(known: readonly HourFacts[], said: Said, spoken: Spoken): HourFacts[] {
  const hours: HourFacts[] = [];
  for (const hourStartMs of touchedHours(known, said, spoken)) {
    const base = known.find((hour) => hour.hourStartMs === hourStartMs) ?? forgottenHour(hourStartMs, spoken);
    const facts = layOver(base, said, Math.max(spoken.previousMs, hourStartMs), Math.min(spoken.atMs, hourStartMs + HOUR_MS));
    if (facts.lines.length > 0 || facts.unknown.length > 0) hours.push(facts);
  }
  return hours;
}

/** What a newcomer starts from: every remembered hour in which nobody can vouch for what was unlisted. */
export function newcomerHours(absent: AbsentTrack): HourFacts[] {
  const hours: HourFacts[] = [];
  for (const hourStartMs of new Set(absent.unknown.flatMap((span) => hoursBetween(hourOf(span.fromMs), span.toMs)))) {
    hours.push({ hourStartMs, lines: [], unknown: clipSpans(absent.unknown, hourStartMs, hourStartMs + HOUR_MS) });
  }
  return hours;
}

export interface HourReport {
  readonly facts: HourFacts;
  readonly complete: boolean;
}

/**
 * 2.7: which hours are reported now, and which stay open.
 * @param previousMs null: the first look at it, at which the open hour is always reported
 * @param forget close every hour, whatever it holds
 */
export function closeHours(
  hours: readonly HourFacts[],
  atMs: number,
  previousMs: number | null,
  rules: AccrualRules,
  forget: boolean,
): { reports: HourReport[]; open: readonly HourFacts[] } {
  const reports: HourReport[] = [];
  const open: HourFacts[] = [];
  const newQuarter = previousMs === null || Math.floor(previousMs / QUARTER_MS) !== Math.floor(atMs / QUARTER_MS);
  for (const facts of hours) {
    const complete = forget || isOver(facts, atMs, rules);
    if (!complete) open.push(facts);
    if (complete || (newQuarter && facts.hourStartMs <= atMs)) reports.push({ facts, complete });
  }
  return { reports, open: trimmed(open) };
}

/** Ascending. Hours outside the spoken stretch count only where something is known of them or a line reaches into them. */
function touchedHours(known: readonly HourFacts[], said: Said, { previousMs, atMs }: Spoken): number[] {
  const first = hourOf(previousMs);
  if (known.length <= 1 && (known[0]?.hourStartMs ?? first) === first && staysInside(said.lines, first, atMs)) return hoursBetween(first, atMs);
  const hours = new Set<number>(hoursBetween(first, atMs));
  for (const { hourStartMs } of known) hours.add(hourStartMs);
  for (const line of said.lines) for (const hour of hoursBetween(hourOf(line.fromMs), line.toMs)) hours.add(hour);
  return [...hours].sort((a, b) => a - b);
}

function staysInside(lines: readonly FactLine[], fromMs: number, toMs: number): boolean {
  for (const line of lines) if (line.fromMs < fromMs || line.toMs > toMs) return false;
  return true;
}

function hoursBetween(firstMs: number, toMs: number): number[] {
  const hours: number[] = [];
  for (let hour = firstMs; hour < toMs; hour += HOUR_MS) hours.push(hour);
  return hours;
}

/** An hour that the track does not hold: empty when it only begins, and unknown when it has left the ledger, unless the absent track still remembers it. */
function forgottenHour(hourStartMs: number, { previousMs, absent }: Spoken): HourFacts {
  if (hourStartMs >= hourOf(previousMs)) return { hourStartMs, lines: [], unknown: [] };
  const hour = { fromMs: hourStartMs, toMs: hourStartMs + HOUR_MS };
  if (absent === undefined || hourStartMs < absent.sinceMs) return { hourStartMs, lines: [], unknown: [hour] };
  return { hourStartMs, lines: [], unknown: clipSpans(absent.unknown, hour.fromMs, hour.toMs) };
}

function layOver(base: HourFacts, said: Said, spokenFromMs: number, spokenToMs: number): HourFacts {
  const { hourStartMs } = base;
  const endMs = hourStartMs + HOUR_MS;
  const added = clipSpans(said.lines, hourStartMs, endMs);
  const lines = added.length === 0 ? base.lines : trimmed(overlayLines(base.lines, added, compareEvidence, isSameFactLine));
  const vouched = lines.filter((line) => line.evidence >= 2);
  const doubt = spokenFromMs < spokenToMs ? [...base.unknown, { fromMs: spokenFromMs, toMs: spokenToMs }] : base.unknown;
  const believed = subtractSpans(subtractSpans(doubt, clipSpans(said.idle, hourStartMs, endMs)), vouched);
  if (vouched.length === lines.length) return { hourStartMs, lines, unknown: trimmed(believed.length < 2 ? believed : mergeSpans(believed)) };
  const guesses = lines.filter((line) => line.evidence < 2);
  return { hourStartMs, lines, unknown: subtractSpans(mergeSpans([...believed, ...guesses]), vouched) };
}

/** The same, for keeping: a list that grew by `push` has room for 16 more. */
function trimmed<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

const NONE: readonly never[] = [];

/** Of two lines in one ledger the better known counts, then the later said. */
function compareEvidence(a: FactLine, b: FactLine): number {
  return a.evidence - b.evidence;
}

function isOver(facts: HourFacts, atMs: number, rules: AccrualRules): boolean {
  const endMs = facts.hourStartMs + HOUR_MS;
  if (endMs > atMs) return false;
  const unsettled = facts.lines.some((line) => line.unsettled);
  return !unsettled || endMs + rules.backfillHours * HOUR_MS <= atMs;
}
