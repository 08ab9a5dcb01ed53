import { describe, expect, it } from 'vitest';
import { accrue } from './accrue.ts';
import type { Facts } from './facts.ts';
import { type AccrualRules, emptyLedger, type Ledger } from './ledger.ts';
import type { Offer, Sighting } from './model.ts';

const SCOPE = 'aws/123456789012/us-west-2/ec2';
const T = Date.UTC(2026, 10, 2, 10);
const MINUTE = 60_000;
const HOUR = 3_600_000;
const small: Offer = { sku: 'm5.large', amount: '1', unit: 'h', unitMs: HOUR, purchase: 'on-demand', attributes: { os: 'linux' } };
const large: Offer = { ...small, sku: 'm5.xlarge' };
const started: AccrualRules = { intervalMs: 5 * MINUTE, backfillHours: 24, minimumMs: MINUTE, proof: 'lastStart', offerMayChange: false };
const unproven: AccrualRules = { ...started, proof: 'none', minimumMs: 0 };
const disk: AccrualRules = { ...started, proof: 'existence', minimumMs: 0, offerMayChange: true };

/** So many minutes after 10:00. */
function at(minutes: number): number {
  return T + minutes * MINUTE;
}

function seen(part: Partial<Sighting> = {}): Sighting {
  return { id: 'i-1', meter: 'compute', bills: true, offer: small, ...part };
}

/** Looks one after another; returns the facts of each and the last ledger. */
function watch(
  looks: readonly { atMs: number; sightings?: readonly Sighting[]; complete?: boolean }[],
  rules: AccrualRules,
  from: Ledger = emptyLedger(SCOPE),
) {
  let ledger = from;
  const facts: Facts[][] = [];
  for (const { atMs, sightings = [], complete = true } of looks) {
    const result = accrue(ledger, { scope: SCOPE, atMs, complete, sightings }, () => rules, 5 * MINUTE);
    ledger = result.ledger;
    facts.push(result.facts);
  }
  return { ledger, facts, all: facts.flat() };
}

/** `[from, to, evidence]` in minutes after 10:00. */
function linesOf(facts: readonly Facts[]): [number, number, number][] {
  return facts.flatMap((fact) =>
    fact.lines.map((line): [number, number, number] => [(line.fromMs - T) / MINUTE, (line.toMs - T) / MINUTE, line.evidence]),
  );
}

function unknownOf(facts: readonly Facts[]): [number, number][] {
  return facts.flatMap((fact) => fact.unknown.map((span): [number, number] => [(span.fromMs - T) / MINUTE, (span.toMs - T) / MINUTE]));
}

describe('accrue', () => {
  it('changes nothing for an observation that is not newer than the ledger (2.1)', () => {
    const { ledger } = watch([{ atMs: at(10), sightings: [seen({ startMs: at(0) })] }], started);

    const again = accrue(ledger, { scope: SCOPE, atMs: at(10), complete: true, sightings: [] }, () => started, 5 * MINUTE);

    expect(again).toEqual({ ledger, facts: [] });
  });

  it('says nothing of a resource that an incomplete listing lacks (2.3)', () => {
    const first = watch([{ atMs: at(10), sightings: [seen({ startMs: at(0) })] }], started);

    const { facts, ledger } = watch([{ atMs: at(15), complete: false }], started, first.ledger);

    expect(facts).toEqual([[]]);
    expect([...ledger.tracks.values()].map((track) => track.seenMs)).toEqual([at(10)]);
  });

  it('claims a proven run without memory back to the start of the previous clock hour only (2.3, 2.4)', () => {
    const { all } = watch([{ atMs: at(10), sightings: [seen({ startMs: at(-300) })] }], started);

    expect(linesOf(all)).toEqual([
      [-60, 0, 3],
      [0, 10, 3],
    ]);
    expect(unknownOf(all)).toEqual([]);
    expect(all.map((fact) => fact.complete)).toEqual([true, false]);
  });

  it('claims a newcomer with memory back to its start, and knows that it was idle before (2.3, 2.5)', () => {
    const { facts } = watch([{ atMs: at(10) }, { atMs: at(15), sightings: [seen({ startMs: at(12) })] }], started);

    expect(linesOf(facts[1] ?? [])).toEqual([[12, 15, 3]]);
    expect(unknownOf(facts[1] ?? [])).toEqual([[0, 10]]);
  });

  it('tells a newcomer what nobody can vouch for, unless the provider says that it did not exist yet (2.3)', () => {
    const before = watch([{ atMs: at(-90) }, { atMs: at(-40) }, { atMs: at(-35) }], started).ledger;
    const newcomer = seen({ startMs: at(-33) });

    const [unsure] = watch([{ atMs: at(-30), sightings: [newcomer] }], started, before).facts;
    const [sure] = watch([{ atMs: at(-30), sightings: [{ ...newcomer, createdMs: at(-34) }] }], started, before).facts;

    expect(unknownOf(unsure ?? [])).toEqual([
      [-120, -60],
      [-60, -40],
    ]);
    expect(unknownOf(sure ?? [])).toEqual([]);
    expect(linesOf(sure ?? [])).toEqual([[-33, -30, 3]]);
  });

  it('claims at most backfillHours of a run that no look has seen (2.4)', () => {
    const { facts } = watch([{ atMs: at(0) }, { atMs: at(5), sightings: [seen({ startMs: at(-60 * 40) })] }], started);

    expect(linesOf(facts[1] ?? [])[0]).toEqual([5 - 24 * 60, -60 * 23, 3]);
  });

  it('bills to a stop that is newer than the look, page by page as listings are (2.4)', () => {
    const stopped = seen({ bills: false, startMs: at(2), stopMs: at(15.5) });

    const { facts, ledger } = watch(
      [
        { atMs: at(5), sightings: [seen({ startMs: at(2) })] },
        { atMs: at(15), sightings: [stopped] },
        { atMs: at(60), sightings: [stopped] },
      ],
      started,
    );

    expect(linesOf(facts[2] ?? [])).toEqual([[2, 15.5, 3]]);
    expect(unknownOf(facts[2] ?? [])).toEqual([[0, 2]]);
    expect([...ledger.tracks.values()].map(({ sighting }) => sighting?.bills)).toEqual([false]);
  });

  it('believes no stop that lies further ahead than an interval (2.4)', () => {
    const { facts } = watch(
      [
        { atMs: at(5), sightings: [seen({ startMs: at(2) })] },
        { atMs: at(60), sightings: [seen({ bills: false, startMs: at(2), stopMs: at(90) })] },
      ],
      started,
    );

    expect(linesOf(facts[1] ?? []).filter(([, to]) => to > 5)).toEqual([]);
  });

  it('claims what a told stop proves and knows that it rested since (2.4)', () => {
    const looks = [
      { atMs: at(5), sightings: [seen({ startMs: at(2) })] },
      { atMs: at(40), sightings: [seen({ bills: false, startMs: at(2), stopMs: at(20) })] },
    ];

    const { facts } = watch(looks, started);

    expect(linesOf(facts[1] ?? [])).toEqual([[2, 20, 3]]);
    expect(unknownOf(facts[1] ?? [])).toEqual([[0, 2]]);
  });

  it('leaves unknown and unbilled what ended without anybody telling when (2.5)', () => {
    const looks = [
      { atMs: at(5), sightings: [seen({ startMs: at(0) })] },
      { atMs: at(10), sightings: [] },
      { atMs: at(15), sightings: [] },
    ];

    const { facts } = watch(looks, started);

    expect(linesOf(facts[2] ?? [])).toEqual([[0, 5, 3]]);
    expect(unknownOf(facts[2] ?? [])).toEqual([[5, 10]]);
  });

  it.each([
    { gap: 12.5, offer: small, lines: [[5, 17.5, 2]], unknown: [[0, 5]] },
    { gap: 12.6, offer: small, lines: [], unknown: [[0, 17.6]] },
    { gap: 5, offer: large, lines: [[5, 10, 1]], unknown: [[0, 10]] },
  ])('bridges $gap minutes between two looks of which the second bills $offer.sku (2.5)', ({ gap, offer, lines, unknown }) => {
    const before = watch([{ atMs: at(0) }, { atMs: at(5), sightings: [seen()] }], unproven);

    const { ledger } = watch([{ atMs: at(5 + gap), sightings: [seen({ offer })] }], unproven, before.ledger);

    expect(hourLines(ledger)).toEqual(lines);
    expect(hourUnknown(ledger)).toEqual(unknown);
  });

  it('bills a run of known start for its minimum, past the look and when it is gone (2.6)', () => {
    const looks = [{ atMs: at(10) }, { atMs: at(12), sightings: [seen({ startMs: at(11.5) })] }, { atMs: at(17) }];

    const { facts } = watch(looks, started);

    expect(linesOf(facts[1] ?? [])).toEqual([[11.5, 12.5, 3]]);
    expect(linesOf(facts[2] ?? [])).toEqual([[11.5, 12.5, 3]]);
    expect(unknownOf(facts[2] ?? [])).toEqual([
      [0, 10],
      [12.5, 17],
    ]);
  });

  it('claims an unsettled run again from its start once it is settled (2.4)', () => {
    const spot = seen({ startMs: at(2), offer: { ...small, purchase: 'spot' } });
    const looks = [
      { atMs: at(5), sightings: [{ ...spot, unsettled: true }] },
      { atMs: at(10), sightings: [spot] },
    ];

    const { ledger } = watch(looks, started);

    expect(hourLines(ledger)).toEqual([[2, 10, 3]]);
  });

  it('lets a waived run outrank its earlier claim with a line that costs nothing (2.6)', () => {
    const spot = seen({ startMs: at(2), unsettled: true });
    const looks = [
      { atMs: at(5), sightings: [spot] },
      { atMs: at(20), sightings: [seen({ bills: false, startMs: at(2), stopMs: at(9), waived: true })] },
    ];

    const { facts } = watch(looks, started);

    expect((facts[1] ?? []).flatMap((fact) => fact.lines)).toMatchObject([{ fromMs: at(2), toMs: at(9), evidence: 3, waived: true }]);
  });

  it('guesses a disk whose size was seen once, and knows it where both looks agree (2.4)', () => {
    const volume = seen({
      meter: 'storage',
      startMs: at(-600),
      offer: { ...small, sku: 'gp3', amount: '100', unit: 'GiB-month', unitMs: 730 * HOUR },
    });
    const looks = [{ atMs: at(0) }, { atMs: at(5), sightings: [volume] }, { atMs: at(40), sightings: [volume] }];

    const { ledger } = watch(looks, disk);

    expect(hourLines(ledger)).toEqual([
      [0, 5, 0],
      [5, 40, 2],
    ]);
  });

  it('charges the cheaper of two offers within one run and says so (2.4)', () => {
    const looks = [
      { atMs: at(5), sightings: [seen({ startMs: at(0) })] },
      { atMs: at(16), sightings: [seen({ startMs: at(0), offer: large })] },
    ];

    const { facts } = watch(looks, started);

    expect((facts[1] ?? []).flatMap((fact) => fact.lines).at(-1)).toMatchObject({
      evidence: 1,
      offer: large,
      otherOffer: small,
      fromMs: at(5),
      toMs: at(16),
    });
    expect(unknownOf(facts[1] ?? [])).toEqual([[5, 16]]);
  });

  it('takes a start after the look as proof of nothing (2.2)', () => {
    const { facts } = watch([{ atMs: at(0) }, { atMs: at(5), sightings: [seen({ startMs: at(5.1) })] }], started);

    expect(linesOf(facts[1] ?? [])).toEqual([]);
    expect(unknownOf(facts[1] ?? [])).toEqual([[0, 5]]);
  });

  it('takes an unknown state neither for a sighting nor for an absence (2.2)', () => {
    const looks = [
      { atMs: at(5), sightings: [seen({ startMs: at(0) })] },
      { atMs: at(10), sightings: [seen({ bills: null })] },
      { atMs: at(15), sightings: [seen({ startMs: at(0) })] },
    ];

    const { facts, ledger } = watch(looks, started);

    expect(facts[1]).toEqual([]);
    expect(hourLines(ledger)).toEqual([[0, 15, 3]]);
  });

  it('reports the open hour at the first look of each quarter, and the hour once as complete after its end (2.7)', () => {
    const looks = [1, 6, 11, 16, 21, 31, 46, 59, 64, 69].map((minute) => ({ atMs: at(minute), sightings: [seen({ startMs: at(0) })] }));

    const { facts } = watch(looks, started);

    const told = facts.map((some) => some.map((fact) => `${(fact.hourStartMs - T) / HOUR}${fact.complete ? ' final' : ''}`));
    expect(told).toEqual([['-1 final', '0'], [], [], ['0'], [], ['0'], ['0'], [], ['0 final', '1'], []]);
    expect(linesOf((facts[8] ?? []).filter((fact) => fact.complete))).toEqual([[0, 60, 3]]);
  });

  it('keeps an hour open while a run in it is unsettled (2.7)', () => {
    const spot = seen({ startMs: at(50), unsettled: true });
    const looks = [
      { atMs: at(55), sightings: [spot] },
      { atMs: at(61), sightings: [spot] },
      { atMs: at(111), sightings: [{ ...spot, unsettled: false }] },
    ];

    const { facts } = watch(looks, started);

    expect((facts[1] ?? []).filter((fact) => fact.hourStartMs === T).map((fact) => fact.complete)).toEqual([false]);
    expect((facts[2] ?? []).filter((fact) => fact.complete).flatMap((fact) => linesOf([fact]))).toEqual([[50, 60, 3]]);
  });

  it('reports a closed hour again when more is learnt of it, and vouches for nothing else in it (2.4, 2.7)', () => {
    const looks = [
      { atMs: at(50), sightings: [seen({ startMs: at(0) })] },
      { atMs: at(65) },
      { atMs: at(70), sightings: [seen({ bills: false, startMs: at(0), stopMs: at(55) })] },
    ];

    const { facts } = watch(looks, started);

    const late = (facts[2] ?? []).filter((fact) => fact.hourStartMs === T);
    expect(linesOf(late)).toEqual([[50, 55, 3]]);
    expect(unknownOf(late)).toEqual([[0, 50]]);
  });

  it('forgets what was looked for in vain for backfillHours (2.7)', () => {
    const looks = [{ atMs: at(0), sightings: [seen({ startMs: at(-10) })] }, { atMs: at(24 * 60 - 1) }, { atMs: at(24 * 60) }];

    const sizes = looks.map((_, index) => watch(looks.slice(0, index + 1), started).ledger.tracks.size);

    expect(sizes).toEqual([1, 1, 0]);
  });
});

function hourLines(ledger: Ledger): [number, number, number][] {
  const hours = [...ledger.tracks.values()].flatMap((track) => track.hours);
  return hours.flatMap((hour) =>
    hour.lines.map((line): [number, number, number] => [(line.fromMs - T) / MINUTE, (line.toMs - T) / MINUTE, line.evidence]),
  );
}

function hourUnknown(ledger: Ledger): [number, number][] {
  const hours = [...ledger.tracks.values()].flatMap((track) => track.hours);
  return hours.flatMap((hour) => hour.unknown.map((span): [number, number] => [(span.fromMs - T) / MINUTE, (span.toMs - T) / MINUTE]));
}
