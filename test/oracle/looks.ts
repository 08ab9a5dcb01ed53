import type { Rng } from './random.ts';
import type { AccrualRules, MeterName, Offer, Sighting, TrueLife, TrueRun } from './types.ts';

interface Trouble {
  /** The listing breaks off: any of the sightings may be missing. */
  readonly partial: boolean;
  /** Each sighting's chance to have an unknown state. */
  readonly unknownShare: number;
}

export const NO_TROUBLE: Trouble = { partial: false, unknownShare: 0 };

/** What a complete and undisturbed look at `atMs` lists. */
export function sightAll(lives: readonly TrueLife[], rulesOf: (meter: MeterName) => AccrualRules, atMs: number): Sighting[] {
  const sightings: Sighting[] = [];
  for (const life of lives) {
    const sighting = sight(life, rulesOf(life.meter), atMs);
    if (sighting) sightings.push(sighting);
  }
  return sightings;
}

/** What of it is left when the look is troubled. */
export function disturb(sightings: readonly Sighting[], trouble: Trouble, rng: Rng): Sighting[] {
  const listed = trouble.partial ? sightings.filter(() => rng.chance(0.6)) : sightings;
  return listed.map((sighting) => (rng.chance(trouble.unknownShare) ? { ...sighting, bills: null } : sighting));
}

function sight(life: TrueLife, rules: AccrualRules, atMs: number): Sighting | null {
  const run = life.runs.findLast((candidate) => candidate.startMs - candidate.listedBeforeStartMs <= atMs);
  if (!run) return null;
  const base = { id: life.resourceId, meter: life.meter, offer: offerAt(run, Math.min(atMs, run.endMs - 1)), ...startOf(run, rules) };
  if (atMs < run.endMs) return { ...base, bills: true, ...(isUnsettled(run, atMs) ? { unsettled: true } : {}) };
  if (atMs >= run.endMs + run.listedAfterEndMs) return null;
  const stop = run.tellsStop && rules.proof !== 'none' ? { stopMs: run.endMs } : {};
  return { ...base, bills: false, ...stop, ...(run.spot?.waived ? { waived: true } : {}) };
}

function startOf(run: TrueRun, rules: AccrualRules): { startMs?: number } {
  return rules.proof === 'none' ? {} : { startMs: run.startMs };
}

function isUnsettled(run: TrueRun, atMs: number): boolean {
  return run.spot !== null && atMs < run.startMs + run.spot.settleAfterMs;
}

/** The first offer also before it is in force: a run is listed early where clocks disagree. */
function offerAt(run: TrueRun, atMs: number): Offer {
  const from = run.offers.findLast((candidate) => candidate.fromMs <= atMs) ?? run.offers[0];
  if (!from) throw new RangeError('a run without an offer');
  return from.offer;
}
