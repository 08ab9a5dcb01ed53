import { describe, expect, it } from 'vitest';
import { type Census, countLies, countTroubles } from './census.ts';
import { FAMILY_NAMES, HOUR_MS } from './families.ts';
import type { Family, World } from './types.ts';
import { makeWorld } from './worlds.ts';

const worldsOf = new Map(FAMILY_NAMES.map((family) => [family, Array.from({ length: 100 }, (_, index) => makeWorld(family, index + 1))]));
const everywhere = FAMILY_NAMES.map((family) => ({ family, worlds: worldsOf.get(family) ?? [] }));
const troubled = everywhere.filter(({ family }) => family !== 'calm');

function addUp(worlds: readonly World[]): Census {
  const total: Record<string, number> = {};
  for (const census of worlds.map(countTroubles)) {
    for (const [trouble, times] of Object.entries(census)) total[trouble] = (total[trouble] ?? 0) + times;
  }
  return total as Census;
}

const censuses = new Map(everywhere.map(({ family, worlds }) => [family, addUp(worlds)]));

function censusOf(family: Family): Census {
  return censuses.get(family) ?? addUp([]);
}

/** The times of an agent's looks in the script, as they come. */
function looksOf(world: World): { atMs: number; complete: boolean; agentId: string }[] {
  return world.script.flatMap((step) => (step.type === 'look' ? [{ ...step.observation, agentId: step.agentId }] : []));
}

describe.each(everywhere)('a world of $family', ({ family, worlds }) => {
  it('is the same for the same seed and another for another', () => {
    const [first, second] = worlds;
    const again = makeWorld(family, 1);

    expect({ ...again, rulesOf: null }).toEqual({ ...first, rulesOf: null });
    expect(again.lives).not.toEqual(second?.lives);
  });

  it('has two to six lives, whose runs ascend without overlap, to the millisecond', () => {
    for (const { lives } of worlds) {
      expect([2, 3, 4, 5, 6]).toContain(lives.length);
      for (const { runs } of lives) {
        const instants = runs.flatMap((run) => [run.startMs, run.endMs]);
        expect(instants).toEqual(instants.toSorted((a, b) => a - b));
        expect(instants.every((atMs) => Number.isInteger(atMs) || atMs === Number.POSITIVE_INFINITY)).toBe(true);
      }
    }
  });

  it('is looked at without lies', () => {
    expect(worlds.map(countLies).filter((lies) => lies > 0)).toEqual([]);
  });

  it('ends at a clock hour, with a complete look at everything after it', () => {
    for (const world of worlds) {
      const last = looksOf(world).at(-1);
      expect(world.endMs % HOUR_MS).toBe(0);
      expect(last?.complete).toBe(true);
      expect((last?.atMs ?? 0) - world.endMs).toBeGreaterThan(0);
      expect((last?.atMs ?? 0) - world.endMs).toBeLessThan(300_000);
    }
  });

  it('restores only what the same agent has looked at', () => {
    for (const { script } of worlds) {
      for (const [index, step] of script.entries()) {
        if (step.type !== 'restore-ledger') continue;
        expect(script[step.toLook]).toMatchObject({ type: 'look', agentId: step.agentId });
        expect(step.toLook).toBeLessThan(index);
      }
    }
  });
});

describe.each(everywhere.filter(({ family }) => !family.startsWith('stateless')))('the end of a world of $family', ({ worlds }) => {
  it('is two and a half hours of regular, complete looks in order', () => {
    for (const world of worlds) {
      const intervalMs = world.rulesOf('compute').intervalMs;
      for (const agentId of new Set(looksOf(world).map((look) => look.agentId))) {
        const looks = looksOf(world).filter((look) => look.agentId === agentId && look.atMs > world.endMs - 2.5 * HOUR_MS);
        const gapsMs = looks.slice(1).map((look, index) => look.atMs - (looks[index]?.atMs ?? 0));
        expect(looks.every((look) => look.complete)).toBe(true);
        expect(gapsMs.every((gapMs) => gapMs > 0 && gapMs <= intervalMs + 200_000)).toBe(true);
      }
    }
  });
});

describe('the troubles of a hundred worlds', () => {
  const always = [
    ...['startedBefore', 'startedLongBefore', 'endless', 'short', 'restarts', 'restartsInsideMinimum', 'restartsAtOnce', 'restartsResized'],
    ...['resizesWithinRun', 'stopsNotTold', 'statesUnknown', 'skewed', 'unsettled', 'waived', 'partialLooks', 'lateLooks', 'longGaps'],
  ] as const;

  it.each(troubled)('occur in $family, each of them', ({ family }) => {
    const census: Readonly<Record<string, number>> = censusOf(family);

    expect(always.filter((trouble) => (census[trouble] ?? 0) === 0)).toEqual([]);
  });

  it('do not occur in calm', () => {
    const { startedBefore, startedLongBefore, endless, stopsNotTold, ...troubles } = censusOf('calm');

    expect(Object.entries(troubles).filter(([, times]) => times > 0)).toEqual([]);
    expect(Math.min(startedBefore, startedLongBefore, endless, stopsNotTold)).toBeGreaterThan(0);
  });

  it.each<{ family: Family; trouble: keyof Census; atLeast: number }>([
    { family: 'trouble', trouble: 'restartsInsideMinimumResized', atLeast: 3 },
    { family: 'slow-lives', trouble: 'dayGaps', atLeast: 15 },
    { family: 'spot', trouble: 'waived', atLeast: 200 },
    { family: 'price-changes', trouble: 'priceChanges', atLeast: 2_000 },
    { family: 'ledger-lost', trouble: 'losses', atLeast: 100 },
    { family: 'ledger-restored', trouble: 'restorations', atLeast: 100 },
    { family: 'two-agents', trouble: 'agentsThatLeave', atLeast: 20 },
    { family: 'two-agents', trouble: 'agentsThatComeLate', atLeast: 20 },
    { family: 'stateless-hourly', trouble: 'losses', atLeast: 800 },
    { family: 'stateless-5min', trouble: 'losses', atLeast: 5_000 },
  ])('in $family count $trouble, at least $atLeast', ({ family, trouble, atLeast }) => {
    expect(censusOf(family)[trouble]).toBeGreaterThanOrEqual(atLeast);
  });

  it('belong to the family: only these lose or restore ledgers, change prices or leave a day unseen', () => {
    const own = (trouble: keyof Census) => FAMILY_NAMES.filter((family) => censusOf(family)[trouble] > 0);

    expect(own('losses')).toEqual(['ledger-lost', 'stateless-hourly', 'stateless-5min']);
    expect(own('restorations')).toEqual(['ledger-restored']);
    expect(own('priceChanges')).toEqual(['price-changes']);
    expect(own('dayGaps')).toEqual(['slow-lives']);
    expect(own('restartsInsideMinimumResized')).toEqual(['trouble']);
    expect(own('agentsThatLeave')).toEqual(['two-agents']);
  });

  it('leave a stateless agent without any memory, looking once per clock hour where it is hourly', () => {
    for (const { script, ...world } of worldsOf.get('stateless-hourly') ?? []) {
      const hours = looksOf({ ...world, script }).map((look) => Math.floor(look.atMs / HOUR_MS));
      expect(new Set(hours).size).toBe(hours.length);
      expect(script.every((step, index) => step.type !== 'look' || script[index - 1]?.type === 'lose-ledger')).toBe(true);
    }
  });
});
