import { describe, expect, it } from 'vitest';
import { accountableSpans, hiddenGaps } from './gaps.ts';
import { BIG_DISK, DISK, type Happening, inMinutes, LARGE, life, makeHandWorld, minute, run, SMALL } from './hand-world.ts';
import { looksAt, rememberLooks } from './memory.ts';
import type { Sighting, TrueLife } from './types.ts';

const nothing = (): Sighting[] => [];
const stateUnknown = (all: Sighting[]): Sighting[] => all.map((sighting) => ({ ...sighting, bills: null }));

interface Worked {
  readonly what: string;
  readonly of: TrueLife;
  readonly happenings: readonly Happening[];
  readonly spans: [number, number][];
}

function study({ of, happenings }: Worked) {
  const world = makeHandWorld({ lives: [of], happenings });
  return { rules: world.rulesOf(of.meter), looks: looksAt(rememberLooks(world), of) };
}

const machine = life('compute', run(-30, 90, LARGE));
const brief = life('licence', run(2, 4, LARGE));
const interrupted = life('licence', run(-30, 1, LARGE), run(4, 90, LARGE));
const resizedTwice = life(
  'storage',
  run(-30, 90, DISK, {
    offers: [
      { fromMs: minute(-30), offer: DISK },
      { fromMs: minute(10), offer: BIG_DISK },
      { fromMs: minute(20), offer: DISK },
    ],
  }),
);

describe('a bridged gap that hides two changes', () => {
  it.each<Worked>([
    { what: 'is a run between two rests', of: brief, happenings: [{ look: 0 }, { look: 5 }], spans: [[0, 5]] },
    { what: 'is a rest between two runs', of: interrupted, happenings: [{ look: 0 }, { look: 5 }], spans: [[0, 5]] },
    { what: 'is not too long for a bridge', of: brief, happenings: [{ look: 0 }, { look: 15 }], spans: [] },
    { what: 'does not hold one change', of: interrupted, happenings: [{ look: 0 }, { look: 2 }, { look: 5 }], spans: [] },
    {
      what: 'counts a restart at the instant of the stop as one change',
      of: life('licence', run(-30, 3, LARGE), run(3, 90, SMALL)),
      happenings: [{ look: 0 }, { look: 5 }],
      spans: [],
    },
    { what: 'is a resize that was taken back, however long ago', of: resizedTwice, happenings: [{ look: 0 }, { look: 60 }], spans: [[0, 60]] },
    { what: 'is not one resize', of: resizedTwice, happenings: [{ look: 0 }, { look: 15 }, { look: 60 }], spans: [] },
    {
      what: 'is not a run whose start is told',
      of: life('compute', run(2, 4, LARGE, { tellsStop: false })),
      happenings: [{ look: 0 }, { look: 5 }],
      spans: [],
    },
    {
      what: 'ends where the start of a later run is told',
      of: life('compute', run(1, 2, LARGE), run(4, 90, LARGE)),
      happenings: [{ look: 0 }, { look: 5 }],
      spans: [[0, 4]],
    },
    {
      what: 'is a stop before a start that the clocks put too early',
      of: life('compute', run(-30, 2, LARGE), run(5, 90, LARGE, { listedBeforeStartMs: 6_000 })),
      happenings: [{ look: 0 }, { look: 4.9375 }],
      spans: [[0, 5 + 1 / 60_000]],
    },
  ])('$what', (worked) => {
    const { rules, looks } = study(worked);

    expect(inMinutes(hiddenGaps(worked.of, looks, rules))).toEqual(worked.spans);
  });
});

describe('what the looks owe an account of', () => {
  it.each<Worked>([
    { what: 'the previous clock hour without memory', of: machine, happenings: [{ look: 5 }], spans: [[-60, 5]] },
    {
      what: 'nothing of what was never sighted',
      of: life('compute', run(-30, 0, LARGE, { listedAfterEndMs: 0 })),
      happenings: [{ look: 1 }, { look: 20 }],
      spans: [],
    },
    {
      what: 'everything since memory began for a newcomer',
      of: machine,
      happenings: [{ look: -59, sightings: nothing }, { look: -31 }, { look: 5 }],
      spans: [[-59, 5]],
    },
    { what: 'no more than 24 hours for a newcomer', of: machine, happenings: [{ look: -2000 }, { look: 5 }], spans: [[-1435, 5]] },
    { what: 'any gap once it is known', of: life('compute', run(-3000, 60, LARGE)), happenings: [{ look: -2000 }, { look: 5 }], spans: [[-2100, 5]] },
    {
      what: 'nothing before the first look that knows its state',
      of: machine,
      happenings: [{ look: -20, sightings: nothing, complete: false }, { look: 5 }],
      spans: [],
    },
    { what: 'nothing after the last look', of: machine, happenings: [{ look: 5 }, { look: 16, sightings: stateUnknown }], spans: [[-60, 5]] },
    {
      what: 'not what a ledger took to its grave',
      of: machine,
      happenings: [{ look: 1 }, { look: 6 }, { look: 11 }, { lose: true }],
      spans: [[-60, 1]],
    },
    {
      what: 'what a ledger sent before it was lost',
      of: machine,
      happenings: [{ look: 1 }, { look: 6 }, { look: 16 }, { lose: true }],
      spans: [[-60, 16]],
    },
  ])('$what', (worked) => {
    const { rules, looks } = study(worked);

    expect(inMinutes(accountableSpans(looks, rules))).toEqual(worked.spans);
  });
});
