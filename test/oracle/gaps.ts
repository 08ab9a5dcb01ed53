import { HOUR_MS } from './families.ts';
import { BRIDGE_INTERVALS, knownStart, previousHour } from './knowable.ts';
import type { LookAt } from './memory.ts';
import { union } from './spans.ts';
import type { AccrualRules, Span, TrueLife } from './types.ts';

/** The bridged gaps in which the truth changed twice or more, so that both ends mislead about what lies between. */
export function hiddenGaps(life: TrueLife, looks: readonly LookAt[], rules: AccrualRules): Span[] {
  const changes = changesOf(life);
  const gaps: Span[] = [];
  for (const look of looks) {
    const gap = bridgedGap(look, rules);
    const inside = gap && changes.filter((atMs) => atMs > gap.fromMs && atMs < gap.toMs);
    if (inside && inside.length > 1) gaps.push(gap);
  }
  return union(gaps);
}

/**
 * What the looks owe an account of: the time between successive looks at a thing that is known by then, and for a newcomer the time since
 * the first complete listing that is remembered, at most `backfillHours`; without memory the time since the previous clock hour.
 */
export function accountableSpans(looks: readonly LookAt[], rules: AccrualRules): Span[] {
  const spans: Span[] = [];
  for (const look of looks) {
    if (!look.reported || !(look.sighting ?? look.lastSighted)) continue;
    const fromMs = accountableFrom(look, rules);
    if (fromMs !== null) spans.push({ fromMs, toMs: look.atMs });
  }
  return union(spans);
}

function accountableFrom(look: LookAt, rules: AccrualRules): number | null {
  if (look.lastSighted) return look.previous?.atMs ?? null;
  if (look.previous) return Math.max(look.firstMs, look.atMs - rules.backfillHours * HOUR_MS);
  return look.hasMemory ? null : previousHour(look.atMs);
}

/** The gap before a look that is believed because of its two ends; null: told by the provider, or not believed. */
function bridgedGap(look: LookAt, rules: AccrualRules): Span | null {
  if (rules.offerMayChange) return gapInRun(look) ?? gapBefore(look, rules);
  return gapBefore(look, rules);
}

/** A disk's existence is told, its offer is not, however long the gap. */
function gapInRun({ sighting, lastSighted, atMs }: LookAt): Span | null {
  const last = lastSighted?.sighting;
  if (!sighting?.bills || !last?.bills || last.startMs !== sighting.startMs) return null;
  return { fromMs: lastSighted?.atMs ?? atMs, toMs: atMs };
}

function gapBefore(look: LookAt, rules: AccrualRules): Span | null {
  const { previous, sighting, atMs } = look;
  if (!previous) return null;
  const startMs = knownStart(look);
  const billsBefore = previous.sighting?.bills === true;
  const billsAfter = sighting?.bills === true && startMs === null;
  const toMs = startMs ?? atMs;
  if (billsBefore !== billsAfter || toMs <= previous.atMs || toMs - previous.atMs > BRIDGE_INTERVALS * rules.intervalMs) return null;
  const skewedStartMs = startMs === null ? sighting?.startMs : undefined;
  return { fromMs: previous.atMs, toMs: skewedStartMs === undefined ? toMs : skewedStartMs + 1 };
}

/** The instants at which what it bills changes; a restart at the very end of a run is one change. */
function changesOf(life: TrueLife): number[] {
  const instants = new Set<number>();
  for (const run of life.runs) {
    for (const { fromMs } of run.offers) instants.add(fromMs);
    instants.add(run.endMs);
  }
  return [...instants];
}
