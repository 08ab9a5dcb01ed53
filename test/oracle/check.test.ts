import { describe, expect, it } from 'vitest';
import { lineCost } from './bill.ts';
import { violations } from './check.ts';
import { FAMILY_NAMES, HOUR_MS } from './families.ts';
import { LARGE, life, makeHandWorld, minute, run, SMALL } from './hand-world.ts';
import { makePerfectHub, sumOf } from './perfect-hub.ts';
import type { HubCharge, HubLine } from './types.ts';
import { makeWorld } from './worlds.ts';

describe.each(FAMILY_NAMES.map((family) => ({ family })))('what is knowable in worlds of $family', ({ family }) => {
  it('is true, never too much and in order', () => {
    const found: string[] = [];

    for (let seed = 1; seed <= 30; seed += 1) {
      const world = makeWorld(family, seed);
      found.push(...violations(world, makePerfectHub(world)));
    }

    expect(found).toEqual([]);
  });
});

/** A machine from 9:10 to 9:40, seen at 9:05, 9:20 and 9:50, and again after the world's end at 10:00. */
const world = makeHandWorld({
  lives: [life('compute', run(10, 40, LARGE)), life('licence', run(-30, 90, SMALL))],
  happenings: [{ look: 5 }, { look: 20 }, { look: 30 }, { look: 50 }, { look: 61 }],
});

function line(fromMinute: number, toMinute: number, other: Partial<HubLine> = {}): HubLine {
  const bare = {
    fromMs: minute(fromMinute),
    toMs: minute(toMinute),
    sku: 'large',
    amount: '1',
    unitMs: HOUR_MS,
    waived: false,
    listPrice: '0.192',
    ...other,
  };
  return { ...bare, evidence: 3, unsettled: false, ...lineCost(bare), ...other };
}

function charge(lines: readonly HubLine[], other: Partial<HubCharge> = {}): HubCharge {
  const unknown = [{ fromMs: minute(0), toMs: minute(10) }];
  return {
    resourceId: 'compute-1',
    meter: 'compute',
    hourStartMs: minute(0),
    observedMs: minute(61),
    complete: true,
    lines,
    unknown,
    listCost: sumOf(lines),
    ...other,
  };
}

const licences = makePerfectHub(world).filter(({ meter }) => meter === 'licence');
const span = (fromMinute: number, toMinute: number) => ({ fromMs: minute(fromMinute), toMs: minute(toMinute) });

describe('the check', () => {
  it('finds nothing wrong with the right charges', () => {
    expect(violations(world, [...licences, charge([line(10, 40)])])).toEqual([]);
  });

  it.each([
    {
      wrong: 'too long a proven line',
      charges: [charge([line(10, 41)])],
      says: '[2026-11-21T09:40:00.000Z, 2026-11-21T09:41:00.000Z): proven is 1 x large (evidence 3), true is nothing',
    },
    {
      wrong: 'another SKU',
      charges: [charge([line(10, 40, { sku: 'small', listPrice: '0.096' })])],
      says: 'proven is 1 x small (evidence 3), true is 1 x large',
    },
    { wrong: 'another amount', charges: [charge([line(10, 40, { amount: '2' })])], says: 'proven is 2 x large (evidence 3), true is 1 x large' },
    {
      wrong: 'a waiver out of the blue',
      charges: [charge([line(10, 40, { amount: '0', waived: true, listPrice: null })])],
      says: 'proven is waived 0 x large (evidence 3), true is 1 x large',
    },
    { wrong: 'a waived amount', charges: [charge([line(10, 40, { waived: true, listPrice: null })])], says: 'the amount is 1, expected 0' },
    {
      wrong: 'a guess that is believed',
      charges: [charge([line(5, 10, { evidence: 2 }), line(10, 40)])],
      says: 'charged is 1 x large (evidence 2), which costs more than the truth, nothing',
    },
    {
      wrong: 'the dearer of two',
      charges: [charge([line(10, 40, { evidence: 1, sku: 'huge', listPrice: '0.2' })])],
      says: 'charged is 1 x huge (evidence 1), which costs more than the truth, 1 x large',
    },
    {
      wrong: 'a missing line',
      charges: [charge([line(10, 30)])],
      says: '[2026-11-21T09:30:00.000Z, 2026-11-21T09:40:00.000Z): the hub has nothing, knowable is 1 x large (evidence 3)',
    },
    { wrong: 'time in neither line nor unknown', charges: [charge([line(10, 30)])], says: '1 x large bills, but is in no line and not unknown' },
    {
      wrong: 'an hour never reported',
      charges: [],
      says: '[2026-11-21T09:10:00.000Z, 2026-11-21T09:40:00.000Z): 1 x large bills, but is in no line and not unknown',
    },
    {
      wrong: 'too little evidence',
      charges: [charge([line(10, 40, { evidence: 2 })])],
      says: 'the hub has 1 x large (evidence 2), knowable is 1 x large (evidence 3)',
    },
    {
      wrong: 'unsettled for ever',
      charges: [charge([line(10, 40, { unsettled: true })])],
      says: 'the hub has unsettled 1 x large (evidence 3), knowable is 1 x large (evidence 3)',
    },
    {
      wrong: 'overlapping lines',
      charges: [charge([line(10, 30), line(25, 40)])],
      says: 'the line [2026-11-21T09:25:00.000Z, 2026-11-21T09:40:00.000Z) overlaps another',
    },
    {
      wrong: 'an empty line',
      charges: [charge([line(10, 10), line(10, 40)])],
      says: 'the line [2026-11-21T09:10:00.000Z, 2026-11-21T09:10:00.000Z) is empty',
    },
    { wrong: 'a line beyond the hour', charges: [charge([line(10, 61)])], says: 'goes beyond the hour' },
    { wrong: 'a line before the hour', charges: [charge([line(-1, 40)])], says: "overlaps another or the hour's start" },
    {
      wrong: 'a guess not called unknown',
      charges: [charge([line(10, 40), line(45, 46, { evidence: 0 })])],
      says: 'evidence 0 at [2026-11-21T09:45:00.000Z, 2026-11-21T09:46:00.000Z) should lie in unknown as well',
    },
    { wrong: 'a proof called unknown', charges: [charge([line(10, 40)], { unknown: [span(0, 11)] })], says: 'is called unknown as well' },
    {
      wrong: 'unknown spans that overlap',
      charges: [charge([line(10, 40)], { unknown: [span(0, 8), span(5, 10)] })],
      says: 'the unknown span [2026-11-21T09:05:00.000Z, 2026-11-21T09:10:00.000Z) overlaps',
    },
    {
      wrong: 'a wrong quantity',
      charges: [charge([line(10, 40, { quantity: '0.500000000001' })])],
      says: 'the quantity is 0.500000000001, expected 0.5',
    },
    { wrong: 'a wrong cost', charges: [charge([line(10, 40, { listCost: '0.0961' })])], says: 'the line costs 0.0961, expected 0.096' },
    { wrong: 'a wrong price', charges: [charge([line(10, 40, { listPrice: '0.2' })])], says: 'the price of large is 0.2, expected 0.192' },
    {
      wrong: 'an unknown price taken for nothing',
      charges: [charge([line(10, 40, { listPrice: null, listCost: '0' })])],
      says: 'the line costs 0, expected null',
    },
    {
      wrong: 'a wrong sum',
      charges: [charge([line(10, 40)], { listCost: '0.097' })],
      says: 'the cost is 0.097, expected the sum of its lines, 0.096',
    },
    {
      wrong: 'a sum with a part unknown',
      charges: [charge([line(10, 40, { listPrice: null })], { listCost: '0' })],
      says: 'the cost is 0, expected null',
    },
    { wrong: 'an hour twice', charges: [charge([line(10, 40)]), charge([line(10, 40)])], says: 'the hub has this hour twice' },
    { wrong: 'no clock hour', charges: [charge([line(10, 40)], { hourStartMs: minute(5) })], says: 'this is no clock hour' },
    {
      wrong: 'a stranger',
      charges: [charge([line(10, 40)]), charge([], { resourceId: 'ghost' })],
      says: 'calm #0 ghost compute: charged, but there is no such thing',
    },
  ])('finds $wrong', ({ charges, says }) => {
    const found = violations(world, [...licences, ...charges]);

    expect(found.join('\n')).toContain(says);
  });

  it('names family, seed, resource, meter and time', () => {
    const found = violations(world, [...licences, charge([line(10, 41)])]);

    expect(found[0]).toBe(
      'calm #0 compute-1 compute [2026-11-21T09:40:00.000Z, 2026-11-21T09:41:00.000Z): proven is 1 x large (evidence 3), true is nothing',
    );
  });

  it('wants lines cut where the price changes', () => {
    const prices = [
      [
        'large',
        [
          { fromMs: 0, listPrice: '0.192' },
          { fromMs: minute(25), listPrice: '0.3' },
        ],
      ],
    ] as const;

    const found = violations({ ...world, prices: new Map(prices) }, [charge([line(10, 40)])]);

    expect(found.join('\n')).toContain('the line should be cut at 2026-11-21T09:25:00.000Z, where the price changes');
  });

  it('takes what follows observedMs for unknown, and asks for nothing after the end', () => {
    const looks = world.script.slice(0, 2);
    const soFar = charge([line(10, 20)], { observedMs: minute(20), complete: false });

    expect(violations({ ...world, script: looks, lives: world.lives.slice(0, 1) }, [soFar])).toEqual([]);
    expect(violations({ ...world, endMs: minute(0), lives: world.lives.slice(0, 1) }, [])).toEqual([]);
  });

  it('lets a ledger take to its grave what it has not sent, but not what it has', () => {
    const machine = [life('compute', run(10, 40, LARGE))];
    const lostAfter = (lastLook: number) =>
      makeHandWorld({ lives: machine, happenings: [{ look: 5 }, { look: 20 }, { look: lastLook }, { lose: true }] });
    const until = (end: number) => charge([line(10, end)], { observedMs: minute(end), complete: false });

    expect(violations(lostAfter(29), [until(20)])).toEqual([]);
    expect(violations(lostAfter(29), [until(29)])).toEqual([]);
    expect(violations(lostAfter(31), [until(31)])).toEqual([]);
    expect(violations(lostAfter(31), [until(20)]).join()).toContain('the hub has nothing, knowable is 1 x large (evidence 3)');
  });
});
