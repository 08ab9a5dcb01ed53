import { describe, expect, it } from 'vitest';
import { type Figure, judge, readFigures } from './figures.ts';
import { growthExponent, median, percentile } from './statistics.ts';

const figure: Figure = { id: 'a', bench: 'b', load: 'none', n: 3, statistic: 'median', unit: 'ms', better: 'lower', limit: 10 };

describe('a figure', () => {
  it.each([
    { what: 'is kept at its limit', declared: figure, samples: [10, 10, 10], ok: true },
    { what: 'fails beyond its limit', declared: figure, samples: [11, 11, 1], ok: false },
    { what: 'fails when it was measured too seldom', declared: figure, samples: [1, 1], ok: false },
    { what: 'fails when what was measured is no number', declared: figure, samples: [Number.NaN, Number.NaN, Number.NaN], ok: false },
    { what: 'that should be high fails below its limit', declared: { ...figure, better: 'higher' as const }, samples: [9, 9, 9], ok: false },
    { what: 'that should be high is kept above it', declared: { ...figure, better: 'higher' as const }, samples: [11, 11, 11], ok: true },
    { what: 'fails without the baseline that it is compared with', declared: { ...figure, ratioLimit: 2 }, samples: [1, 1, 1], ok: false },
  ])('$what', ({ declared, samples, ok }) => {
    const [verdict] = judge([declared], [{ figure: 'a', samples }]);

    expect(verdict?.ok).toBe(ok);
  });

  it('is compared with its baseline', () => {
    const declared = { ...figure, ratioLimit: 1.5 };

    const verdicts = [
      [4, 4, 4],
      [2, 2, 2],
    ].map((baseline) => judge([declared], [{ figure: 'a', samples: [4, 4, 4], baseline }])[0]);

    expect(verdicts.map((verdict) => [verdict?.ratio, verdict?.ok])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('that nobody measured fails, with no value', () => {
    const [verdict] = judge([figure], []);

    expect(verdict).toMatchObject({ value: null, ok: false });
  });

  it('that nobody declared is refused', () => {
    expect(() => judge([figure], [{ figure: 'other', samples: [1] }])).toThrow('"other" was measured, but is not declared');
  });

  it('is declared once, in a bench whose name it begins with, and with something to keep', async () => {
    const figures = await readFigures();

    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    expect(figures.filter(({ id, bench }) => !id.startsWith(`${bench}.`))).toEqual([]);
    expect(figures.filter(({ limit, ratioLimit }) => limit === undefined && ratioLimit === undefined)).toEqual([]);
  });
});

describe('statistics', () => {
  it.each([
    { samples: [], middle: null, high: null },
    { samples: [3, 1, 2], middle: 2, high: 3 },
    { samples: [4, 1, 2, 3], middle: 2.5, high: 4 },
    { samples: Array.from({ length: 100 }, (_, index) => 100 - index), middle: 50.5, high: 95 },
  ])('of $samples.length samples', ({ samples, middle, high }) => {
    expect(median(samples)).toBe(middle);
    expect(percentile(samples, 0.95)).toBe(high);
  });

  it('finds the exponent of growth', () => {
    expect(growthExponent({ size: 10, cost: 7 }, { size: 100, cost: 700 })).toBeCloseTo(2);
  });
});
