import { describe, expect, it } from 'vitest';
import { askedMs, backoffMs, busyMs, ENDPOINT_BACKOFF } from './backoff.ts';

describe('backoffMs', () => {
  it.each([
    { failures: 1, least: 500, most: 1000 },
    { failures: 2, least: 1000, most: 2000 },
    { failures: 5, least: 8000, most: 16_000 },
    { failures: 9, least: 128_000, most: 256_000 },
    { failures: 10, least: 150_000, most: 300_000 },
    { failures: 5000, least: 150_000, most: 300_000 },
  ])('lies between $least and $most ms after $failures failures', ({ failures, least, most }) => {
    expect(backoffMs(failures, undefined, () => 0)).toBe(least);
    expect(backoffMs(failures, undefined, () => 1)).toBe(most);
  });

  it.each([
    { name: 'waits as long as the server asks', afterMs: 7000, expected: 7000 },
    { name: 'waits its own time when that is longer', afterMs: 10, expected: 500 },
    { name: 'asks again after an hour whatever the server says', afterMs: 1e12, expected: 3_600_000 },
    { name: 'is not hurried by a server that asks for nothing', afterMs: 0, expected: 500 },
  ])('$name', ({ afterMs, expected }) => {
    expect(backoffMs(1, afterMs, () => 0)).toBe(expected);
  });

  it('gives whoever has to mend something one to fifteen minutes', () => {
    const waits = [1, 2, 3, 4, 5].map((failures) => backoffMs(failures, undefined, () => 0.5, ENDPOINT_BACKOFF));

    expect(waits).toEqual([90_000, 180_000, 360_000, 675_000, 675_000]);
    expect(backoffMs(1, undefined, () => 0, ENDPOINT_BACKOFF)).toBe(60_000);
    expect(backoffMs(9, undefined, () => 1, ENDPOINT_BACKOFF)).toBe(900_000);
  });
});

describe('askedMs', () => {
  it.each([
    { afterMs: 30_000, random: 0, expected: 30_000 },
    { afterMs: 30_000, random: 1, expected: 36_000 },
    { afterMs: 3_600_000, random: 1, expected: 3_600_000 },
    { afterMs: 3_600_001, random: 0, expected: 3_600_000 },
    { afterMs: 1e15, random: 1, expected: 3_240_000 },
  ])('makes $expected ms of $afterMs at random $random', ({ afterMs, random, expected }) => {
    expect(askedMs(afterMs, () => random)).toBe(expected);
  });
});

describe('busyMs', () => {
  it('gives a server that is at work on a batch five to fifteen seconds, and more when that does not do', () => {
    expect([busyMs(1, undefined, () => 0), busyMs(1, undefined, () => 1)]).toEqual([5000, 15_000]);
    expect(busyMs(1, 60_000, () => 0)).toBe(60_000);
    expect(busyMs(12, undefined, () => 0)).toBe(150_000);
  });
});
