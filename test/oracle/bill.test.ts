import { describe, expect, it } from 'vitest';
import { billOf, costOf, knowableBill, lineCost, priceAt, trueBill } from './bill.ts';
import { HOUR_MS } from './families.ts';
import { DISK, LARGE, life, makeHandWorld, minute, run } from './hand-world.ts';
import { roundHalfEven, toDecimalExact } from './rational.ts';
import { trueSegments } from './truth.ts';

const rising = [
  'large',
  [
    { fromMs: minute(0), listPrice: '0.192' },
    { fromMs: minute(20), listPrice: '0.24' },
  ],
] as const;

describe('a line', () => {
  it.each([
    { what: 'an hour of a machine', toMs: minute(60), amount: '1', unitMs: HOUR_MS, listPrice: '0.192', quantity: '1', listCost: '0.192' },
    {
      what: '17 minutes 1 ms',
      toMs: minute(17) + 1,
      amount: '1',
      unitMs: HOUR_MS,
      listPrice: '0.0416',
      quantity: '0.283333611111',
      listCost: '0.0117866782222176',
    },
    {
      what: 'a minute of a disk',
      toMs: minute(1),
      amount: '100',
      unitMs: 730 * HOUR_MS,
      listPrice: '0.08',
      quantity: '0.002283105023',
      listCost: '0.00018264840184',
    },
  ])('costs the price of its rounded quantity: $what', ({ quantity, listCost, ...line }) => {
    expect(lineCost({ fromMs: minute(0), waived: false, ...line })).toEqual({ quantity, listCost });
  });

  it('costs nothing when waived and nobody knows what without a price', () => {
    const line = { fromMs: minute(0), toMs: minute(30), unitMs: HOUR_MS, listPrice: null };

    expect(lineCost({ ...line, amount: '0', waived: true })).toEqual({ quantity: '0', listCost: '0' });
    expect(lineCost({ ...line, amount: '1', waived: false })).toEqual({ quantity: '0.5', listCost: null });
  });
});

describe('a price', () => {
  const { prices } = makeHandWorld({ lives: [], happenings: [], prices: [rising] });

  it.each([
    { at: -500, listPrice: '0.192' },
    { at: 19.999, listPrice: '0.192' },
    { at: 20, listPrice: '0.24' },
    { at: 500, listPrice: '0.24' },
  ])('at minute $at is $listPrice', ({ at, listPrice }) => {
    expect(priceAt(prices, 'large', minute(at))).toBe(listPrice);
  });

  it('is not invented', () => {
    expect(priceAt(prices, 'unheard-of', minute(0))).toBeNull();
    expect(() => costOf({ fromMs: 0, toMs: 1, offer: { ...LARGE, sku: 'unheard-of' }, waived: false }, prices)).toThrow('no price for unheard-of');
  });
});

describe('a bill', () => {
  it('cuts at hours and at price changes', () => {
    const { prices } = makeHandWorld({ lives: [], happenings: [], prices: [rising] });

    const bill = billOf([{ fromMs: minute(-15), toMs: minute(50), offer: LARGE, waived: false }], prices, { fromMs: 0, toMs: minute(60) });

    // A quarter of an hour at 0.192; 20 minutes at 0.192 and 30 at 0.24.
    expect([...bill.hours].map(([hourMs, cost]) => [hourMs, toDecimalExact(cost)])).toEqual([
      [minute(-60), '0.048'],
      [minute(0), '0.184'],
    ]);
    expect(toDecimalExact(bill.total)).toBe('0.232');
  });

  it('is never more as known than it truly is', () => {
    const lives = [life('compute', run(-30, 2, LARGE), run(20, 20.5, LARGE)), life('storage', run(-30, 90, DISK))];
    const world = makeHandWorld({ lives, happenings: [{ look: 0 }, { look: 5 }, { look: 30 }] });

    const [truth, known] = [trueBill(world, minute(-60)), knowableBill(world)];

    // 33 of 33 minutes of the machine; of the disk 30 of 90 minutes, 100 GiB x 0.08 a month of 730 hours.
    expect(roundHalfEven(truth.total, 9)).toBe('0.122038356');
    expect(roundHalfEven(known.total, 9)).toBe('0.111079452');
  });

  it('holds nothing for a waived run', () => {
    const waived = life('compute', run(0, 30, LARGE, { spot: { settleAfterMs: HOUR_MS, waived: true } }));

    expect(trueBill(makeHandWorld({ lives: [waived], happenings: [] }), minute(0)).total.num).toBe(0n);
  });
});

describe('the truth', () => {
  it('bills a minimum, which a restart ends', () => {
    const restarted = life('compute', run(2, 2.25, LARGE), run(2.5, 2.75, LARGE), run(10, 30, LARGE));

    const segments = trueSegments(restarted, 60_000);

    expect(segments.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [minute(2), minute(3.5)],
      [minute(10), minute(30)],
    ]);
  });
});
