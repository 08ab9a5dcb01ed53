import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

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
});
