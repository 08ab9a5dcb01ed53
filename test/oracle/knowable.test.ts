import { describe, expect, it } from 'vitest';
import { HOUR_MS } from './families.ts';
import { BIG_DISK, DISK, type Happening, inMinutes, LARGE, life, makeHandWorld, minute, run, SMALL } from './hand-world.ts';
import { knowable } from './knowable.ts';
import type { Sighting, TrueLife } from './types.ts';

const nothing = (): Sighting[] => [];
const stateUnknown = (all: Sighting[]): Sighting[] => all.map((sighting) => ({ ...sighting, bills: null }));
const resized = (at: number) =>
  run(0, 90, DISK, {
    offers: [
      { fromMs: minute(0), offer: DISK },
      { fromMs: minute(at), offer: BIG_DISK },
    ],
  });
const young = (waived: boolean) => ({ spot: { settleAfterMs: HOUR_MS, waived } });

interface Worked {
  readonly of: TrueLife;
  readonly happenings: readonly Happening[];
  /** Minutes after nine. */
  readonly proven?: [number, number][];
  readonly bridged?: [number, number][];
  readonly unsettled?: [number, number][];
}

function expectKnowable({ of, happenings, proven = [], bridged = [], unsettled = [] }: Worked): void {
  const [known] = knowable(makeHandWorld({ lives: [of], happenings }));

  expect({
    proven: inMinutes(known?.proven ?? []),
    bridged: inMinutes(known?.bridged ?? []),
    unsettled: inMinutes(known?.unsettled ?? []),
  }).toEqual({ proven, bridged, unsettled });
}

const machine = life('compute', run(-150, 30, LARGE));
const silent = life('compute', run(2, 20, LARGE, { tellsStop: false }));
const short = life('compute', run(2, 2.5, LARGE), run(40, 40.25, LARGE));

describe('what a start and a stop prove', () => {
  it.each<Worked & { what: string }>([
    { what: 'without memory: since the previous clock hour', of: machine, happenings: [{ look: 5 }], proven: [[-60, 5]] },
    { what: 'with memory: since the start', of: machine, happenings: [{ look: 4, sightings: nothing }, { look: 5 }], proven: [[-150, 5]] },
    { what: 'a gap of any length inside the run', of: machine, happenings: [{ look: -100 }, { look: 29 }], proven: [[-150, 29]] },
    { what: 'until the told stop', of: machine, happenings: [{ look: 5 }, { look: 50 }], proven: [[-60, 30]] },
    { what: 'nothing more at rest without a told stop', of: silent, happenings: [{ look: 0 }, { look: 10 }, { look: 25 }], proven: [[2, 10]] },
    { what: 'the minimum of a run seen only at rest', of: silent, happenings: [{ look: 0 }, { look: 25 }], proven: [[2, 3]] },
    { what: 'the minimum past the look and past the stop', of: short, happenings: [{ look: 2.2 }], proven: [[2, 3]] },
    {
      what: 'two minimums',
      of: short,
      happenings: [{ look: 5 }, { look: 45 }],
      proven: [
        [2, 3],
        [40, 41],
      ],
    },
    { what: 'nothing of a state unknown', of: machine, happenings: [{ look: 5, sightings: stateUnknown }] },
    { what: 'nothing at a look that is not newer', of: machine, happenings: [{ look: 5 }, { look: 5 }, { look: 4 }], proven: [[-60, 5]] },
    {
      what: 'since the start of what bills while it exists',
      of: life('control-plane', run(-150, 30, LARGE)),
      happenings: [{ look: -155 }, { look: 5 }],
      proven: [[-150, 5]],
    },
  ])('$what', expectKnowable);

  it('reaches 24 hours back for a run never seen before, and all the way to the last sighting otherwise', () => {
    const old = life('compute', run(-3000, 60, LARGE));

    expectKnowable({ of: old, happenings: [{ look: -2000, sightings: nothing, complete: false }, { look: 5 }], proven: [[-1435, 5]] });
    expectKnowable({ of: old, happenings: [{ look: -2000 }, { look: 5 }], proven: [[-2100, 5]] });
  });

  it('is nothing at a look that the clocks put before the start', () => {
    const early = life('compute', run(10, 30, LARGE, { listedBeforeStartMs: 6_000 }));

    expectKnowable({ of: early, happenings: [{ look: 5 }, { look: 9.95 }] });
    expectKnowable({ of: early, happenings: [{ look: 9.95 }, { look: 15 }], proven: [[10, 15]] });
  });

  it('is of the later run where a restart ends the minimum of the earlier', () => {
    const restarted = life('compute', run(2, 2.25, LARGE), run(2.5, 30, SMALL));

    const [known] = knowable(makeHandWorld({ lives: [restarted], happenings: [{ look: 0 }, { look: 2.375 }, { look: 5 }] }));

    expect(inMinutes(known?.proven ?? [])).toEqual([
      [2, 2.5],
      [2.5, 5],
    ]);
    expect(known?.proven.map(({ offer }) => offer.sku)).toEqual(['large', 'small']);
  });
});

describe('what a lost, restored or second ledger adds', () => {
  it.each<Worked & { what: string }>([
    {
      what: 'lost: the previous clock hour again',
      of: machine,
      happenings: [{ look: -100 }, { lose: true }, { look: 5 }],
      proven: [
        [-150, -100],
        [-60, 5],
      ],
    },
    { what: 'kept: everything between', of: machine, happenings: [{ look: -100 }, { look: 5 }], proven: [[-150, 5]] },
    {
      what: 'restored: everything since the look it remembers',
      of: machine,
      happenings: [{ look: -100 }, { lose: true }, { look: -70 }, { restoreTo: 0 }, { look: 5 }],
      proven: [[-150, 5]],
    },
    {
      what: 'restored: older looks are new to it again',
      of: life('licence', run(-30, 60, LARGE)),
      happenings: [{ look: 0 }, { look: 5, sightings: stateUnknown }, { restoreTo: 0 }, { look: 5 }],
      bridged: [[0, 5]],
    },
    {
      what: 'second: the union',
      of: machine,
      happenings: [{ look: -100 }, { look: 5, agentId: 'b' }],
      proven: [
        [-150, -100],
        [-60, 5],
      ],
    },
    { what: 'second: no bridge between two ledgers', of: life('licence', run(-30, 60, LARGE)), happenings: [{ look: 0 }, { look: 5, agentId: 'b' }] },
  ])('$what', expectKnowable);
});

describe('what two looks vouch for together', () => {
  const licence = life('licence', run(-30, 60, LARGE));
  const changed = life('licence', run(-30, 3, LARGE), run(3, 60, SMALL));
  const disk = life('storage', run(-30, 90, DISK));

  it.each<Worked & { what: string }>([
    { what: 'a bridge of exactly 2.5 intervals', of: licence, happenings: [{ look: 0 }, { look: 12.5 }], bridged: [[0, 12.5]] },
    { what: 'no longer one', of: licence, happenings: [{ look: 0 }, { look: 12.75 }] },
    {
      what: 'across a state unknown',
      of: licence,
      happenings: [{ look: 0 }, { look: 5, sightings: stateUnknown }, { look: 10 }],
      bridged: [[0, 10]],
    },
    {
      what: 'across a partial listing that lacks it',
      of: licence,
      happenings: [{ look: 0 }, { look: 5, sightings: nothing, complete: false }, { look: 10 }],
      bridged: [[0, 10]],
    },
    { what: 'not across a complete listing that lacks it', of: licence, happenings: [{ look: 0 }, { look: 5, sightings: nothing }, { look: 10 }] },
    { what: 'not where the offers differ', of: changed, happenings: [{ look: 0 }, { look: 5 }] },
    { what: 'a disk between alike looks, however far apart', of: disk, happenings: [{ look: 0 }, { look: 85 }], bridged: [[0, 85]] },
    { what: 'not a disk before its first look', of: disk, happenings: [{ look: -40 }, { look: 0 }] },
    {
      what: 'not a disk that was resized',
      of: life('storage', resized(10)),
      happenings: [{ look: 5 }, { look: 15 }, { look: 20 }],
      bridged: [[15, 20]],
    },
    {
      what: 'not a disk from its last look to its told stop',
      of: life('storage', run(-30, 8, DISK)),
      happenings: [{ look: 0 }, { look: 5 }, { look: 10 }],
      bridged: [[0, 5]],
    },
  ])('$what', expectKnowable);
});

describe('what may still be waived', () => {
  it.each<Worked & { what: string }>([
    {
      what: 'is unsettled while young',
      of: life('compute', run(2, 90, LARGE, young(false))),
      happenings: [{ look: 0 }, { look: 40 }, { look: 50 }],
      unsettled: [[2, 50]],
    },
    {
      what: 'is proven from the start once settled',
      of: life('compute', run(2, 90, LARGE, young(false))),
      happenings: [{ look: 0 }, { look: 40 }, { look: 65 }],
      proven: [[2, 65]],
    },
    {
      what: 'is proven no further back than without memory',
      of: life('compute', run(-90, 90, LARGE, young(false))),
      happenings: [{ look: -50 }, { lose: true }, { look: 5 }],
      proven: [[-60, 5]],
      unsettled: [[-90, -60]],
    },
    {
      what: 'stays unsettled when it vanishes',
      of: life('compute', run(2, 30, LARGE, { ...young(false), listedAfterEndMs: 0 })),
      happenings: [{ look: 0 }, { look: 20 }, { look: 40 }],
      unsettled: [[2, 20]],
    },
  ])('$what', expectKnowable);

  it('is known to cost nothing once waived', () => {
    const waived = life('compute', run(2, 30, LARGE, young(true)));

    const [known] = knowable(makeHandWorld({ lives: [waived], happenings: [{ look: 0 }, { look: 20 }, { look: 40 }] }));

    expect(inMinutes(known?.proven ?? [])).toEqual([[2, 30]]);
    expect(known?.proven.map((segment) => segment.waived)).toEqual([true]);
    expect(known?.unsettled).toEqual([]);
  });
});

describe('the latest look that spoke of it', () => {
  it.each([
    { what: 'its absence counts', happenings: [{ look: 5 }, { look: 40, sightings: nothing }], until: minute(40) },
    {
      what: 'a partial listing that lacks it does not',
      happenings: [{ look: 5 }, { look: 40, sightings: nothing, complete: false }],
      until: minute(5),
    },
    { what: 'absence before the first sighting does not', happenings: [{ look: 5, sightings: nothing }], until: null },
  ])('$what', ({ happenings, until }) => {
    const [known] = knowable(makeHandWorld({ lives: [machine], happenings }));

    expect(known?.reportedUntilMs).toBe(until);
  });
});
