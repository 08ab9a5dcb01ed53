import { describe, expect, it } from 'vitest';
import { ticksUpTo } from './chart-scale.ts';

describe('ticksUpTo', () => {
  it.each([
    { greatest: 0, ticks: [] },
    { greatest: Number.NaN, ticks: [] },
    { greatest: 0.09, ticks: [0.025, 0.05, 0.075, 0.1] },
    { greatest: 1, ticks: [0.25, 0.5, 0.75, 1] },
    { greatest: 7, ticks: [2, 4, 6, 8] },
    { greatest: 1234.5, ticks: [500, 1000, 1500] },
    { greatest: 0.000_003, ticks: [0.000_001, 0.000_002, 0.000_003] },
  ])('counts up to $greatest in $ticks', ({ greatest, ticks }) => {
    expect(ticksUpTo(greatest)).toEqual(ticks);
  });
});
