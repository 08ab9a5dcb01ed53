import { type Evidence, HOUR_MS, type MeterReading, type ScopeId, type Span, toDecimal } from '@openfinops/core';
import { facilityKw } from './card-rates.ts';
import { type EnergyPart, type EnergySegment, energyParts } from './energy.ts';
import type { Power } from './rate-card.ts';
import { energyOffer } from './sightings.ts';

/** Energy older than the reach of any claim is not told any more. */
const MAX_STRETCH_MS = 24 * HOUR_MS;

export interface EnergyInput {
  readonly resourceId: string;
  readonly scope: ScopeId;
  readonly sku: string;
  readonly pue: number;
  readonly power: Power;
  /** Since the last power sample that was told; undefined: none was taken now. */
  readonly measured: { readonly stretch: Span; readonly segments: readonly EnergySegment[] } | undefined;
  /** Since the last look, with its mean CPU utilisation: what an estimate goes by. */
  readonly observed: { readonly stretch: Span; readonly utilizationRatio: number | null };
}

/**
 * The energy meter of a machine whose draw changes: each instant of the stretch is in exactly one reading. Measured where anything was; else
 * estimated by CPU utilisation (evidence 0) where the card says how; else unknown.
 */
export function energyReadings(input: EnergyInput): MeterReading[] {
  const { measured, observed, pue } = input;
  const parts = measured === undefined ? [] : energyParts(clip(measured.stretch), measured.segments, pue);
  if (parts.some((part) => part.kilowatts !== null)) return parts.map((part) => toReading(input, part, 3, false));
  const watts = estimateWatts(input.power, observed.utilizationRatio);
  if (watts === null)
    return (parts.length > 0 ? parts : energyParts(clip(observed.stretch), [], pue)).map((part) => toReading(input, part, 0, false));
  const kilowatts = facilityKw(toDecimal(watts), pue);
  return energyParts(clip(observed.stretch), [], pue).map((part) => toReading(input, { ...part, kilowatts }, 0, true));
}

/** idle + (max - idle) x utilisation, rounded to a milliwatt; null: nothing to go by. */
export function estimateWatts({ idleWatts, maxWatts }: Power, utilizationRatio: number | null): number | null {
  if (idleWatts === undefined || maxWatts === undefined || utilizationRatio === null) return null;
  return Math.round((idleWatts + (maxWatts - idleWatts) * utilizationRatio) * 1000) / 1000;
}

function clip({ fromMs, toMs }: Span): Span {
  return { fromMs: Math.max(fromMs, toMs - MAX_STRETCH_MS), toMs };
}

function toReading(
  { resourceId, scope, sku }: EnergyInput,
  { fromMs, toMs, kilowatts }: EnergyPart,
  evidence: Evidence,
  isEstimate: boolean,
): MeterReading {
  const common = { resourceId, scope, meter: 'energy' as const, fromMs, toMs };
  if (kilowatts === null) return { ...common, offer: null, evidence: 0, unknown: [{ fromMs, toMs }] };
  return { ...common, offer: energyOffer(sku, kilowatts, isEstimate), evidence, unknown: [] };
}
