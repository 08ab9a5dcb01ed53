import type { Evidence, FactLine } from './facts.ts';
import { HOUR_MS, hourOf } from './hours.ts';
import type { AccrualRules, Track } from './ledger.ts';
import type { Offer, Sighting, Span } from './model.ts';
import { isSameOffer } from './offers.ts';
import { mergeSpans } from './spans.ts';

/** What a resource was doing at one end of a stretch of time; undefined: not known. */
type End = 'bills' | 'rests' | undefined;

/** What one look says of the time since the previous one: whatever is neither a line of evidence >= 2 nor idle is unknown. */
export interface Said {
  readonly lines: readonly FactLine[];
  readonly idle: readonly Span[];
}

/** The circumstances of one look at one meter of one resource. */
export interface LookContext {
  readonly atMs: number;
  /** The previous look at it, or the point from which a newcomer starts. */
  readonly previousMs: number;
  /** What is remembered of it; undefined: a newcomer. */
  readonly track: Track | undefined;
  /** A newcomer was idle at `previousMs`, because a complete listing lacked it. */
  readonly newcomerIdle: boolean;
  /** The scope was looked at before. */
  readonly hasMemory: boolean;
  readonly rules: AccrualRules;
}

/** COST-MODEL 2.4-2.6 for a resource that a complete listing lacks: nothing bills now, and nobody told when it stopped. */
export function sayAbsent(look: LookContext): Said {
  return { lines: [], idle: bridgeIdle(look, look.previousMs, look.atMs, leftEnd(look)) };
}

/**
 * What a sighting says of the instant of the look. A listing takes a while, and its later pages may be newer than the look: what stopped since then
 * billed at the look, and the next one tells of its stop. A stop further ahead than an interval is no stop of this listing, and proves nothing.
 */
export function asOfLook(sighting: Sighting, atMs: number, intervalMs: number): Sighting {
  const { bills, startMs, stopMs, ...rest } = sighting;
  if (bills !== false || startMs === undefined || stopMs === undefined || startMs > atMs) return sighting;
  return stopMs > atMs && stopMs <= atMs + intervalMs ? { bills: true, startMs, ...rest } : sighting;
}

/** COST-MODEL 2.4-2.6 for a sighting whose state is known. */
export function saySighted(look: LookContext, sighting: Sighting): Said {
  const said = sayState(look, sighting);
  const { createdMs } = sighting;
  if (createdMs === undefined || look.track !== undefined) return said;
  return { lines: said.lines, idle: mergeSpans([{ fromMs: 0, toMs: Math.min(createdMs, look.atMs) }, ...said.idle]) };
}

function sayState(look: LookContext, sighting: Sighting): Said {
  const startMs = provenStart(look, sighting);
  if (sighting.bills) return startMs === undefined ? sayBillingUnproven(look, sighting) : sayBilling(look, sighting, startMs);
  return startMs === undefined ? sayAbsent(look) : sayResting(look, sighting, startMs);
}

/** 2.2: a start after the look, or of a run that was seen resting, proves nothing at this look. */
function provenStart(look: LookContext, sighting: Sighting): number | undefined {
  const { startMs } = sighting;
  if (look.rules.proof === 'none' || startMs === undefined || startMs > look.atMs) return undefined;
  const last = look.track?.sighting;
  if (sighting.bills && last?.bills === false && last.startMs === startMs) return undefined;
  return startMs;
}

/** 2.4: a run with a known start that bills now. */
function sayBilling(look: LookContext, sighting: Sighting, startMs: number): Said {
  const { rules, atMs } = look;
  const before = bridgeIdle(look, look.previousMs, startMs, leftEnd(look));
  const seen = seenRun(look, startMs);
  if (rules.offerMayChange && seen === undefined) {
    const fromMs = Math.max(startMs, look.previousMs);
    return { lines: lineOf(sighting, fromMs, atMs, 0), idle: before };
  }
  const fromMs = Math.max(startMs, reachMs(look, sighting, seen));
  const toMs = Math.max(atMs, startMs + rules.minimumMs);
  if (seen === undefined || isSameOffer(seen.sighting.offer, sighting.offer)) {
    const evidence = rules.offerMayChange ? 2 : 3;
    return { lines: lineOf(sighting, fromMs, toMs, evidence), idle: before };
  }
  return { lines: lineOf(sighting, Math.max(fromMs, seen.sightedMs), atMs, 1, seen.sighting.offer), idle: before };
}

/** 2.5: it bills, but nothing proves since when; believed where the other end agrees. */
function sayBillingUnproven(look: LookContext, sighting: Sighting): Said {
  const last = look.track?.sighting;
  const skewed = sighting.startMs !== undefined && sighting.startMs > look.atMs;
  if (skewed || leftEnd(look) !== 'bills' || last == null || !isBridge(look, look.previousMs, look.atMs)) return { lines: [], idle: [] };
  if (isSameOffer(last.offer, sighting.offer)) return { lines: lineOf(sighting, look.previousMs, look.atMs, 2), idle: [] };
  return { lines: lineOf(sighting, look.previousMs, look.atMs, 1, last.offer), idle: [] };
}

/** 2.4 and 2.6: it rests, and when its last run began is known; perhaps also when that ended. */
function sayResting(look: LookContext, sighting: Sighting, startMs: number): Said {
  const { rules, atMs, track } = look;
  const last = track?.sighting;
  const before = bridgeIdle(look, look.previousMs, startMs, leftEnd(look));
  const told = sighting.stopMs !== undefined && sighting.stopMs >= startMs && sighting.stopMs <= atMs;
  const sameRest = last?.bills === false && last.startMs === startMs && last.unsettled === sighting.unsettled && last.waived === sighting.waived;
  if (sameRest && (!told || last.stopMs === sighting.stopMs)) return { lines: [], idle: [{ fromMs: look.previousMs, toMs: atMs }] };

  const seen = seenRun(look, startMs);
  const fromMs = Math.max(startMs, reachMs(look, sighting, seen));
  const run = { ...sighting, offer: seen?.sighting.offer ?? sighting.offer };
  if (!told) return { lines: lineOf(run, fromMs, startMs + rules.minimumMs, 3), idle: before };
  const stopMs = sighting.stopMs as number;
  const idle = [...before, { fromMs: stopMs, toMs: atMs }];
  if (rules.offerMayChange) return { lines: lineOf(run, Math.max(fromMs, seen?.sightedMs ?? look.previousMs), stopMs, 0), idle };
  return { lines: lineOf(run, fromMs, Math.max(stopMs, startMs + rules.minimumMs), 3), idle };
}

/** The remembered sighting of this very run while it billed. */
function seenRun(look: LookContext, startMs: number): { sighting: Sighting; sightedMs: number } | undefined {
  const { track } = look;
  if (track?.sighting?.bills !== true || track.sighting.startMs !== startMs) return undefined;
  return { sighting: track.sighting, sightedMs: track.sightedMs };
}

/** 2.4: how far back a proven run is claimed. What was unsettled is claimed again from its start. */
function reachMs(look: LookContext, sighting: Sighting, seen: { sighting: Sighting; sightedMs: number } | undefined): number {
  const wasUnsettled = look.track?.sighting?.unsettled === true && look.track.sighting.startMs === sighting.startMs;
  if (seen !== undefined && !wasUnsettled) return seen.sightedMs;
  if (!look.hasMemory) return hourOf(look.atMs) - HOUR_MS;
  const backfillMs = look.atMs - look.rules.backfillHours * HOUR_MS;
  return seen === undefined ? backfillMs : Math.min(seen.sightedMs, backfillMs);
}

function leftEnd(look: LookContext): End {
  if (look.track === undefined) return look.newcomerIdle ? 'rests' : undefined;
  if (look.track.gone) return 'rests';
  const bills = look.track.sighting?.bills;
  if (bills == null) return undefined;
  return bills ? 'bills' : 'rests';
}

/** 2.5: a stretch whose right end rests is idle if its left end rests too and no more than a bridge lies between. */
function bridgeIdle(look: LookContext, fromMs: number, toMs: number, left: End): Span[] {
  return left === 'rests' && fromMs < toMs && isBridge(look, fromMs, toMs) ? [{ fromMs, toMs }] : [];
}

function isBridge(look: LookContext, fromMs: number, toMs: number): boolean {
  return toMs - fromMs <= 2.5 * look.rules.intervalMs;
}

/** One line or none; a run that the provider may still change is never better than evidence 2. */
function lineOf(sighting: Sighting, fromMs: number, toMs: number, evidence: Evidence, otherOffer?: Offer): FactLine[] {
  if (fromMs >= toMs) return [];
  const unsettled = sighting.unsettled === true;
  const line = {
    fromMs,
    toMs,
    offer: sighting.offer,
    evidence: unsettled && evidence > 2 ? (2 as const) : evidence,
    unsettled,
    waived: sighting.waived === true,
  };
  return otherOffer === undefined ? [line] : [{ otherOffer, ...line }];
}
