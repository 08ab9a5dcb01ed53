import { offersAgree } from './catalog.ts';
import { HOUR_MS, MINUTE_MS } from './families.ts';
import { BRIDGE_INTERVALS } from './knowable.ts';
import type { Offer, Sighting, Step, TrueRun, World } from './types.ts';

export type Census = ReturnType<typeof countTroubles>;

type LookStep = Extract<Step, { type: 'look' }>;

/** How often each trouble occurs in a world. */
export function countTroubles(world: World) {
  const runs = world.lives.flatMap((life) => life.runs);
  const restarts = world.lives.flatMap(({ meter, runs }) => {
    const { minimumMs } = world.rulesOf(meter);
    return runs.slice(1).map((run, index) => ({ run, last: runs[index] ?? run, minimumMs }));
  });
  const looks = world.script.filter((step) => step.type === 'look');
  const seen = looks.flatMap(({ observation }) => observation.sightings.map((sighting) => ({ sighting, atMs: observation.atMs })));
  const firstMs = Math.min(...looks.map(({ observation }) => observation.atMs));
  const agents = timesByAgent(looks);
  const gapsMs = agents.flatMap((times) => times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
  const { intervalMs } = world.rulesOf('compute');
  return {
    startedBefore: count(runs, (run) => run.startMs < firstMs),
    startedLongBefore: count(runs, (run) => run.startMs < firstMs - 24 * HOUR_MS),
    endless: count(runs, (run) => run.endMs === Number.POSITIVE_INFINITY),
    short: count(runs, (run) => run.endMs - run.startMs < MINUTE_MS),
    restarts: restarts.length,
    restartsInsideMinimum: count(restarts, ({ run, last, minimumMs }) => run.startMs < last.startMs + minimumMs),
    restartsInsideMinimumResized: count(
      restarts,
      ({ run, last, minimumMs }) => run.startMs < last.startMs + minimumMs && !offersAgree(offerOf(run), offerOf(last)),
    ),
    restartsAtOnce: count(restarts, ({ run, last }) => run.startMs === last.endMs),
    restartsResized: count(restarts, ({ run, last }) => !offersAgree(offerOf(run), offerOf(last))),
    resizesWithinRun: count(runs, (run) => run.offers.length > 1),
    stopsNotTold: count(seen, ({ sighting }) => sighting.bills === false && sighting.stopMs === undefined && sighting.startMs !== undefined),
    statesUnknown: count(seen, ({ sighting }) => sighting.bills === null),
    skewed: count(seen, ({ sighting, atMs }) => sighting.startMs !== undefined && sighting.startMs > atMs),
    unsettled: count(seen, ({ sighting }) => sighting.unsettled === true),
    waived: count(seen, ({ sighting }) => sighting.waived === true),
    partialLooks: count(looks, ({ observation }) => !observation.complete),
    lateLooks: count(gapsMs, (gapMs) => gapMs <= 0),
    longGaps: count(gapsMs, (gapMs) => gapMs > BRIDGE_INTERVALS * intervalMs),
    dayGaps: count(gapsMs, (gapMs) => gapMs > 24 * HOUR_MS),
    losses: count(world.script, (step) => step.type === 'lose-ledger'),
    restorations: count(world.script, (step) => step.type === 'restore-ledger'),
    agentsThatLeave: count(agents, (times) => Math.max(...times) < world.endMs),
    agentsThatComeLate: count(agents, (times) => Math.min(...times) > firstMs + HOUR_MS),
    priceChanges: count(
      [...world.prices.values()].flatMap((rows) => rows.slice(1)),
      (row) => row.fromMs > firstMs && row.fromMs < world.endMs,
    ),
  };
}

/** Listings that the truth contradicts: bills after its end, rests while it runs. There must be none. */
export function countLies(world: World): number {
  let lies = 0;
  for (const step of world.script) {
    if (step.type !== 'look') continue;
    lies += count(step.observation.sightings, (sighting) => isLie(world, sighting, step.observation.atMs));
  }
  return lies;
}

function timesByAgent(looks: readonly LookStep[]): number[][] {
  const times = new Map<string, number[]>();
  for (const { agentId, observation } of looks) times.set(agentId, [...(times.get(agentId) ?? []), observation.atMs]);
  return [...times.values()];
}

function isLie(world: World, sighting: Sighting, atMs: number): boolean {
  const runs = world.lives.find((life) => life.resourceId === sighting.id)?.runs ?? [];
  if (sighting.bills === true) return !runs.some((run) => run.startMs - run.listedBeforeStartMs <= atMs && atMs < run.endMs);
  return sighting.bills === false && runs.some((run) => run.startMs <= atMs && atMs < run.endMs);
}

function count<T>(items: readonly T[], isOne: (item: T) => boolean): number {
  return items.filter(isOne).length;
}

function offerOf(run: TrueRun): Offer {
  const last = run.offers.at(-1);
  if (!last) throw new RangeError('a run without an offer');
  return last.offer;
}
