import { describe, expect, it } from 'vitest';
import { createBootTime } from './boot-time.ts';

const T = Date.UTC(2026, 10, 21);

describe('createBootTime', () => {
  it.each([
    { what: 'wavers by a second', second: { bootId: 'a', bootMs: T + 1000 }, expected: T },
    { what: 'moves because the clock was set', second: { bootId: 'a', bootMs: T + 3_600_000 }, expected: T + 3_600_000 },
    { what: 'is of another boot', second: { bootId: 'b', bootMs: T + 1000 }, expected: T + 1000 },
    { what: 'has no boot id', second: { bootId: null, bootMs: T + 1000 }, expected: T + 1000 },
    { what: 'is unknown', second: { bootId: 'a', bootMs: null }, expected: null },
  ])('gives $expected for a second reading that $what', ({ second, expected }) => {
    const bootTime = createBootTime();

    const times = [bootTime({ bootId: 'a', bootMs: T }), bootTime(second)];

    expect(times).toEqual([T, expected]);
  });
});
