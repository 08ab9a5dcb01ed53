import { clipToHour, type Decimal, divide, hoursOf, multiply, type Span, toDecimal } from '@openfinops/core';
import type { EnergyCounter, PowerSample } from './host/host.ts';

/** A stretch whose energy is known: what the machine itself drew, not the building. */
export interface EnergySegment extends Span {
  readonly microjoules: number;
}

/** Part of one clock hour: its mean power, or null where nothing was measured. */
export interface EnergyPart extends Span {
  readonly kilowatts: Decimal | null;
}

/** Two samples of a power level further apart say nothing of the time between them (COST-MODEL section 4). */
const MAX_GAP_MS = 60_000;

/**
 * No CPU package draws more on average. A counter that could have passed its whole range at this power within the stretch proves nothing; one that
 * went back wrapped if that explains it with no more than this power, else it was reset.
 */
const MAX_PACKAGE_WATTS = 600;

/** The two clocks may differ by this much over a stretch before one of them must have been set. */
const CLOCK_TOLERANCE_MS = 1000;

/**
 * The energy between two samples: the difference of the counters, or the trapezoid under two power levels. undefined: not known (a counter was
 * reset or may have wrapped unseen, a gap over 60 s, a clock that was set).
 * @param otherWatts constant power that the counters do not see
 */
export function segmentBetween(before: PowerSample, after: PowerSample, otherWatts = 0): EnergySegment | undefined {
  const elapsedMs = after.atMs - before.atMs;
  if (elapsedMs <= 0 || !clocksAgree(before, after, elapsedMs)) return undefined;
  const span = { fromMs: before.atMs, toMs: after.atMs };
  if (before.watts !== undefined && after.watts !== undefined) {
    if (elapsedMs > MAX_GAP_MS) return undefined;
    return { ...span, microjoules: ((before.watts + after.watts) / 2) * elapsedMs * 1000 };
  }
  const counted = countedBetween(before, after, elapsedMs);
  return counted === undefined ? undefined : { ...span, microjoules: counted + otherWatts * elapsedMs * 1000 };
}

function clocksAgree(before: PowerSample, after: PowerSample, elapsedMs: number): boolean {
  if (before.uptimeMs === null || after.uptimeMs === null) return true;
  return Math.abs(after.uptimeMs - before.uptimeMs - elapsedMs) <= CLOCK_TOLERANCE_MS;
}

function countedBetween(before: PowerSample, after: PowerSample, elapsedMs: number): number | undefined {
  if (before.zones === undefined || after.zones === undefined) return undefined;
  const names = Object.keys(after.zones);
  if (names.length === 0 || names.length !== Object.keys(before.zones).length) return undefined;
  let total = 0;
  for (const name of names) {
    const from = before.zones[name];
    const to = after.zones[name];
    const used = from === undefined || to === undefined ? undefined : usedBetween(from, to, MAX_PACKAGE_WATTS * elapsedMs * 1000);
    if (used === undefined) return undefined;
    total += used;
  }
  return total;
}

/** @param mostMicrojoules what the package can have used at most */
function usedBetween(from: EnergyCounter, to: EnergyCounter, mostMicrojoules: number): number | undefined {
  if (mostMicrojoules > to.rangeMicrojoules) return undefined;
  const wrapped = to.microjoules < from.microjoules ? to.rangeMicrojoules : 0;
  const used = to.microjoules + wrapped - from.microjoules;
  return used >= 0 && used <= mostMicrojoules ? used : undefined;
}

/**
 * A stretch hour by hour, without gap or overlap: parts with the building's mean power where segments cover it, null parts where none does.
 * @param segments disjoint, ascending
 */
export function energyParts(stretch: Span, segments: readonly EnergySegment[], pue: number): EnergyPart[] {
  const parts: EnergyPart[] = [];
  for (const hourStartMs of hoursOf(stretch)) {
    const hour = clipToHour(stretch, hourStartMs);
    if (hour !== undefined) parts.push(...partsOf(hour, segments, pue));
  }
  return parts;
}

function partsOf(span: Span, segments: readonly EnergySegment[], pue: number): EnergyPart[] {
  const parts: EnergyPart[] = [];
  let endMs = span.fromMs;
  for (const covered of mergeSegments(segments.flatMap((segment) => clip(segment, span)))) {
    if (endMs < covered.fromMs) parts.push({ fromMs: endMs, toMs: covered.fromMs, kilowatts: null });
    parts.push({ fromMs: covered.fromMs, toMs: covered.toMs, kilowatts: meanKilowatts(covered, pue) });
    endMs = covered.toMs;
  }
  if (endMs < span.toMs) parts.push({ fromMs: endMs, toMs: span.toMs, kilowatts: null });
  return parts;
}

/** The part of a segment inside a span, with its share of the energy. */
function clip(segment: EnergySegment, span: Span): EnergySegment[] {
  const fromMs = Math.max(segment.fromMs, span.fromMs);
  const toMs = Math.min(segment.toMs, span.toMs);
  if (fromMs >= toMs) return [];
  const share = (toMs - fromMs) / (segment.toMs - segment.fromMs);
  return [{ fromMs, toMs, microjoules: segment.microjoules * share }];
}

function mergeSegments(segments: readonly EnergySegment[]): EnergySegment[] {
  const merged: EnergySegment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (last?.toMs === segment.fromMs) {
      merged[merged.length - 1] = { fromMs: last.fromMs, toMs: segment.toMs, microjoules: last.microjoules + segment.microjoules };
    } else merged.push(segment);
  }
  return merged;
}

/** µJ over ms, as kW of the building: µJ x PUE / (ms x 10^6), 12 decimals. */
function meanKilowatts({ fromMs, toMs, microjoules }: EnergySegment, pue: number): Decimal {
  return divide(multiply(toDecimal(microjoules), toDecimal(pue)), toDecimal((toMs - fromMs) * 1_000_000));
}

/** Mean power of the machine itself over all that the segments cover inside the stretch, W; null: nothing is covered. */
export function meanWatts(stretch: Span, segments: readonly EnergySegment[]): number | null {
  let microjoules = 0;
  let coveredMs = 0;
  for (const part of segments.flatMap((segment) => clip(segment, stretch))) {
    microjoules += part.microjoules;
    coveredMs += part.toMs - part.fromMs;
  }
  return coveredMs === 0 ? null : microjoules / (coveredMs * 1000);
}
