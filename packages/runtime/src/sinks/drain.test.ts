import { describe, expect, it } from 'vitest';
import { createDrain, drainPauseMs, drainStartMs } from './drain.ts';

const HALF_AN_HOUR_MS = 1_800_000;
const HOUR_MS = 3_600_000;

describe('createDrain', () => {
  it('starts within a minute, goes on at its pace, and ends when nothing is queued', () => {
    const drain = createDrain(() => 0.5);

    drain.begin(HOUR_MS, 180);
    const pauses = [180, 179, 178, 0, 3].map((queued) => drain.pauseMs(queued));

    expect(pauses).toEqual([30_000, 3750, 3750, 0, 0]);
  });

  it('spreads nothing after a short outage, and where nothing gathered', () => {
    const drain = createDrain(() => 1);

    drain.begin(59_999, 20);
    drain.begin(HALF_AN_HOUR_MS, 0);

    expect(drain.pauseMs(20)).toBe(0);
  });

  it('goes on at its pace after a short failure, and starts anew after another outage', () => {
    const drain = createDrain(() => 1);
    drain.begin(HALF_AN_HOUR_MS, 20);
    const start = drain.pauseMs(20);

    drain.begin(5000, 19);
    const afterFailure = drain.pauseMs(19);
    drain.begin(80_000, 18);

    expect([start, afterFailure]).toEqual([60_000, 22_500]);
    expect([drain.pauseMs(18), drain.pauseMs(17)]).toEqual([20_000, 1111]);
  });
});

describe('drainStartMs', () => {
  it.each([
    { outageMs: HALF_AN_HOUR_MS, random: 0, expected: 0 },
    { outageMs: HALF_AN_HOUR_MS, random: 1, expected: 60_000 },
    { outageMs: 80_000, random: 1, expected: 20_000 },
  ])('is $expected ms after $outageMs ms at random $random', ({ outageMs, random, expected }) => {
    expect(drainStartMs(outageMs, () => random)).toBe(expected);
  });
});

describe('drainPauseMs', () => {
  it.each([
    { name: 'eight times as fast as it came', outageMs: HALF_AN_HOUR_MS, backlog: 6, random: 0, expected: 37_500 },
    { name: 'four times as fast', outageMs: HALF_AN_HOUR_MS, backlog: 6, random: 1, expected: 75_000 },
    { name: 'the same for a large backlog', outageMs: HALF_AN_HOUR_MS, backlog: 1800, random: 1, expected: 250 },
    { name: 'all of a day in half an hour', outageMs: 24 * HOUR_MS, backlog: 864, random: 1, expected: 2083 },
  ])('$name: $expected ms', ({ outageMs, backlog, random, expected }) => {
    expect(drainPauseMs(outageMs, backlog, () => random)).toBe(expected);
  });
});
