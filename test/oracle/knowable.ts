import { offersAgree } from './catalog.ts';
import { HOUR_MS } from './families.ts';
import { type LookAt, looksAt, rememberLooks } from './memory.ts';
import { subtract } from './spans.ts';
import { mergeAlike } from './truth.ts';
import type { AccrualRules, MeterName, Segment, World } from './types.ts';

/** What the looks tell of one meter of one resource, whatever came of them. Each list ascends. */
export interface Knowable {
  readonly resourceId: string;
  readonly meter: MeterName;
  /** Evidence 3. */
  readonly proven: readonly Segment[];
  /** Evidence 2 and not proven; where two ledgers bridged differently, both. */
  readonly bridged: readonly Segment[];
  /** Evidence 2 because the provider may still waive it, and not proven. */
  readonly unsettled: readonly Segment[];
  /** The latest look that spoke of it; null: never sighted. */
  readonly reportedUntilMs: number | null;
}

export const BRIDGE_INTERVALS = 2.5;

/** What each look proves or bridges, for one thing: `bridged` and `unsettled` also where something is proven. */
export type Claims = Pick<Knowable, 'proven' | 'bridged' | 'unsettled'>;

export function knowable(world: World): Knowable[] {
  const looks = rememberLooks(world);
  return world.lives.map((life) => {
    const own = looksAt(looks, life);
    const { proven, bridged, unsettled } = claimsOf(own, world.rulesOf(life.meter));
    const unproven = (segment: Segment) => subtract(segment, proven);
    const spoken = own.filter((look) => look.sighting ?? look.lastSighted).map((look) => look.atMs);
    const reportedUntilMs = spoken.length > 0 ? Math.max(...spoken) : null;
    const { resourceId, meter } = life;
    return { resourceId, meter, proven, bridged: bridged.flatMap(unproven), unsettled: unsettled.flatMap(unproven), reportedUntilMs };
  });
}

export function claimsOf(looks: readonly LookAt[], rules: AccrualRules): Claims {
  const runs = new Map<number, Segment[]>();
  const bridged: Segment[] = [];
  const unsettled: Segment[] = [];
  for (const look of looks) {
    const startMs = knownStart(look);
    if (rules.offerMayChange) bridged.push(...claimBetween(look, startMs));
    else if (startMs === null) bridged.push(...claimBridge(look, rules));
    else if (look.sighting?.unsettled) unsettled.push(...claimRun(look, startMs, rules));
    else runs.set(startMs, [...(runs.get(startMs) ?? []), ...claimRun(look, startMs, rules)]);
  }
  return { proven: overlay(runs), bridged: mergeAlike(bridged), unsettled: mergeAlike(unsettled) };
}

/** The start that a sighting proves: none where clocks disagree so far that it lies ahead of the look. */
export function knownStart({ sighting, atMs }: LookAt): number | null {
  const startMs = sighting?.startMs;
  return startMs === undefined || startMs > atMs ? null : startMs;
}

/** [start, now or the told stop or the end of the minimum), as far back as the look reaches. */
function claimRun(look: LookAt, startMs: number, rules: AccrualRules): Segment[] {
  const { sighting, atMs } = look;
  const last = look.lastSighted?.sighting;
  const sameRun = last?.startMs === startMs;
  if (!sighting || (sameRun && (last.bills === false || !offersAgree(last.offer, sighting.offer)))) return [];

  const untilMs = sighting.bills ? atMs : (sighting.stopMs ?? startMs);
  const fromMs = Math.max(startMs, reachOf(look, sameRun, rules));
  const toMs = Math.max(untilMs, startMs + rules.minimumMs);
  return [{ fromMs, toMs, offer: sighting.offer, waived: sighting.waived ?? false }];
}

/** Back to the last sighting of the run; a run never seen before, and one that has just been settled or waived, as far as backfill goes. */
function reachOf(look: LookAt, sameRun: boolean, rules: AccrualRules): number {
  if (!look.hasMemory) return previousHour(look.atMs);
  const backfillMs = look.atMs - rules.backfillHours * HOUR_MS;
  if (!look.lastSighted || !sameRun) return backfillMs;
  const justSettled = look.lastSighted.sighting?.unsettled === true && look.sighting?.unsettled !== true;
  return justSettled ? Math.min(backfillMs, look.lastSighted.atMs) : look.lastSighted.atMs;
}

/** Without memory the previous look is the start of the previous clock hour. */
export function previousHour(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS - HOUR_MS;
}

/** Existence is the provider's word; the offer is known where the last sighting and this one agree, however long ago that was. */
function claimBetween({ sighting, lastSighted, atMs }: LookAt, startMs: number | null): Segment[] {
  const last = lastSighted?.sighting;
  if (!last?.bills || !sighting?.bills || startMs === null || last.startMs !== startMs) return [];
  if (!offersAgree(last.offer, sighting.offer)) return [];
  return [{ fromMs: Math.max(startMs, lastSighted?.atMs ?? startMs), toMs: atMs, offer: sighting.offer, waived: false }];
}

/** Where no provider's time helps, two successive looks that saw it bill alike vouch for a short time between them. */
function claimBridge({ sighting, previous, atMs }: LookAt, rules: AccrualRules): Segment[] {
  const last = previous?.sighting;
  if (!previous || !last?.bills || !sighting?.bills || !offersAgree(last.offer, sighting.offer)) return [];
  // A start that lies ahead of the look contradicts "bills": between an end that bills and that start something stopped.
  if (sighting.startMs !== undefined && sighting.startMs > atMs) return [];
  if (atMs - previous.atMs > BRIDGE_INTERVALS * rules.intervalMs) return [];
  return [{ fromMs: previous.atMs, toMs: atMs, offer: sighting.offer, waived: false }];
}

/** A restart inside the minimum ends it: where runs overlap the later one stands. */
function overlay(runs: ReadonlyMap<number, readonly Segment[]>): Segment[] {
  let standing: Segment[] = [];
  for (const startMs of [...runs.keys()].sort((a, b) => a - b)) {
    const run = mergeAlike(runs.get(startMs) ?? []);
    standing = [...standing.flatMap((earlier) => subtract(earlier, run)), ...run];
  }
  return mergeAlike(standing);
}
