import { HOUR_MS } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { meanOf, splitByHour } from './put-series.ts';

const HOUR_S = 3600;

describe('splitByHour', () => {
  it.each([
    {
      what: 'whole steps',
      start: 0,
      step_s: 1200,
      values: [1, 2],
      points: [
        [
          0,
          [
            [0, 1_200_000, 1],
            [1_200_000, 1_200_000, 2],
          ],
        ],
      ],
    },
    { what: 'a quarter of a second', start: 1200.5, step_s: 0.25, values: [2], points: [[0, [[1_200_500, 250, 2]]]] },
    { what: 'what was not measured', start: 0, step_s: 60, values: [null, 3], points: [[0, [[60_000, 60_000, 3]]]] },
    { what: 'nothing at all', start: 0, step_s: 60, values: [null, null], points: [] },
    {
      what: 'what crosses an hour',
      start: 2400,
      step_s: 1200,
      values: [3, 4],
      points: [
        [0, [[2_400_000, 1_200_000, 3]]],
        [HOUR_MS, [[0, 1_200_000, 4]]],
      ],
    },
    {
      what: 'steps longer than an hour',
      start: 0,
      step_s: 2 * HOUR_S,
      values: [1, 2],
      points: [
        [0, [[0, 2 * HOUR_MS, 1]]],
        [2 * HOUR_MS, [[0, 2 * HOUR_MS, 2]]],
      ],
    },
  ])('puts values where they begin: $what', ({ start, step_s, values, points }) => {
    expect([...splitByHour({ start, step_s, values })]).toEqual(points);
  });
});

describe('meanOf', () => {
  it('weighs each value by how long it stood', () => {
    const mean = meanOf([
      [0, 250, 1],
      [250, 750, 0.2],
    ]);

    expect(mean).toBeCloseTo(0.4, 12);
  });

  it('knows no mean of nothing', () => {
    expect(meanOf([])).toBeNull();
  });
});
