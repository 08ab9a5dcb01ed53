import { describe, expect, it } from 'vitest';
import { createRng, disorder } from './random.ts';

describe('random numbers', () => {
  it('are the same for the same key and others for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRng('calm', seed).unit);

    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('reach both ends of a range and nothing outside', () => {
    const rng = createRng('dice');

    const rolls = Array.from({ length: 500 }, () => rng.int(1, 6));

    expect(new Set(rolls)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('make gaps of whole milliseconds with the mean asked for', () => {
    const rng = createRng('gaps');

    const gaps = Array.from({ length: 20_000 }, () => rng.gapMs(60_000));

    expect(gaps.every((gap) => Number.isInteger(gap) && gap >= 1)).toBe(true);
    const meanMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(meanMs).toBeGreaterThan(58_000);
    expect(meanMs).toBeLessThan(62_000);
  });

  it('refuse to pick from nothing', () => {
    expect(() => createRng('nothing').pick([])).toThrow('nothing to pick from');
  });
});

describe('disorder', () => {
  const reports = Array.from({ length: 100 }, (_, index) => index);

  it('loses nothing, doubles some and changes the order', () => {
    const arrived = disorder(reports, createRng('delivery'));

    expect(new Set(arrived)).toEqual(new Set(reports));
    expect(arrived.length).toBeGreaterThan(110);
    expect(arrived).not.toEqual(arrived.toSorted((a, b) => a - b));
  });

  it('is the same for the same key', () => {
    expect(disorder(reports, createRng('delivery'))).toEqual(disorder(reports, createRng('delivery')));
  });
});
