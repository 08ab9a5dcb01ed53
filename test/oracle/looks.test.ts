import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from './families.ts';
import { BIG_DISK, DISK, LARGE, life, makeHandWorld, minute, run, SMALL } from './hand-world.ts';
import { disturb, sightAll } from './looks.ts';
import { createRng } from './random.ts';
import type { Sighting, TrueLife } from './types.ts';

const { rulesOf } = makeHandWorld({ lives: [], happenings: [] });
const spot = { settleAfterMs: HOUR_MS, waived: true };
const resized = run(0, 30, DISK, {
  offers: [
    { fromMs: minute(0), offer: DISK },
    { fromMs: minute(10), offer: BIG_DISK },
  ],
});

function sightingAt(atMinute: number, seen: TrueLife): Partial<Sighting> | null {
  const [sighting] = sightAll([seen], rulesOf, minute(atMinute));
  if (!sighting) return null;
  const { id: _id, meter: _meter, offer, ...rest } = sighting;
  return { ...rest, offer };
}

describe('a look', () => {
  it.each([
    { what: 'nothing before the start', at: -1, seen: life('compute', run(0, 30, LARGE)), sighted: null },
    { what: 'a start', at: 0, seen: life('compute', run(0, 30, LARGE)), sighted: { bills: true, offer: LARGE, startMs: minute(0) } },
    {
      what: 'a run that the clocks put ahead of it',
      at: -0.05,
      seen: life('compute', run(0, 30, LARGE, { listedBeforeStartMs: 5_000 })),
      sighted: { bills: true, offer: LARGE, startMs: minute(0) },
    },
    {
      what: 'a stop at its very instant',
      at: 30,
      seen: life('compute', run(0, 30, LARGE)),
      sighted: { bills: false, offer: LARGE, startMs: minute(0), stopMs: minute(30) },
    },
    {
      what: 'rest without a stop that is not told',
      at: 31,
      seen: life('compute', run(0, 30, LARGE, { tellsStop: false })),
      sighted: { bills: false, offer: LARGE, startMs: minute(0) },
    },
    { what: 'nothing once it has vanished', at: 31, seen: life('compute', run(0, 30, LARGE, { listedAfterEndMs: MINUTE_MS })), sighted: null },
    {
      what: 'the last of several runs',
      at: 45,
      seen: life('compute', run(0, 30, LARGE), run(40, 50, SMALL)),
      sighted: { bills: true, offer: SMALL, startMs: minute(40) },
    },
    { what: 'no times of what tells none', at: 31, seen: life('licence', run(0, 30, LARGE)), sighted: { bills: false, offer: LARGE } },
    { what: 'the offer now in force', at: 10, seen: life('storage', resized), sighted: { bills: true, offer: BIG_DISK, startMs: minute(0) } },
    {
      what: 'a young spot run as unsettled',
      at: 29,
      seen: life('compute', run(0, 30, LARGE, { spot })),
      sighted: { bills: true, offer: LARGE, startMs: minute(0), unsettled: true },
    },
    {
      what: 'a waived run as such once it is over',
      at: 30,
      seen: life('compute', run(0, 30, LARGE, { spot })),
      sighted: { bills: false, offer: LARGE, startMs: minute(0), stopMs: minute(30), waived: true },
    },
    {
      what: 'an old spot run as settled',
      at: 60,
      seen: life('compute', run(0, 90, LARGE, { spot })),
      sighted: { bills: true, offer: LARGE, startMs: minute(0) },
    },
  ])('sights $what', ({ at, seen, sighted }) => {
    expect(sightingAt(at, seen)).toEqual(sighted);
  });
});

describe('trouble', () => {
  const lives = Array.from({ length: 200 }, (_, index) => ({ ...life('compute', run(0, 30, LARGE)), resourceId: `m-${index}` }));
  const all = sightAll(lives, rulesOf, minute(10));

  it('leaves out some of a partial listing and changes nothing else', () => {
    const left = disturb(all, { partial: true, unknownShare: 0 }, createRng('partial'));

    expect(left.length).toBeGreaterThan(80);
    expect(left.length).toBeLessThan(160);
    expect(left.every((sighting) => all.includes(sighting))).toBe(true);
  });

  it('makes some states unknown', () => {
    const left = disturb(all, { partial: false, unknownShare: 0.2 }, createRng('unknown'));

    expect(left).toHaveLength(200);
    const unknown = left.filter((sighting) => sighting.bills === null).length;
    expect(unknown).toBeGreaterThan(20);
    expect(unknown).toBeLessThan(60);
  });
});
