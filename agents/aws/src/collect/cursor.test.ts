import { HOUR_MS } from '@openfinops/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, afterAsking, cursorToJson, isDue, NO_CURSOR, parseCursor } from './cursor.ts';

const TEN = Date.UTC(2026, 10, 21, 10);
const TICK_MS = 300_000;

/** How often a group is asked when ticks come so often, each a little early or late. */
function countAsks(hours: number, everyMs: number, tickMs: number, jitters: readonly number[]): number {
  let asked: Asked | null = null;
  let asks = 0;
  for (let tick = 0; tick * tickMs < hours * HOUR_MS; tick += 1) {
    const nowMs = TEN + tick * tickMs + (jitters[tick % jitters.length] ?? 0);
    if (!isDue(asked, everyMs, nowMs)) continue;
    asks += 1;
    asked = afterAsking(asked, nowMs, true);
  }
  return asks;
}

describe('isDue', () => {
  it.each([
    { everyH: 1, tickMs: TICK_MS, hours: 24, asks: 24 },
    { everyH: 1, tickMs: 60_000, hours: 24, asks: 24 },
    { everyH: 1, tickMs: HOUR_MS, hours: 24, asks: 24 },
    { everyH: 6, tickMs: TICK_MS, hours: 720, asks: 120 },
    { everyH: 6, tickMs: HOUR_MS, hours: 720, asks: 120 },
    { everyH: 24, tickMs: TICK_MS, hours: 720, asks: 30 },
  ])('asks every $everyH h $asks times in $hours h, however unpunctual ticks of $tickMs ms are', ({ everyH, tickMs, hours, asks }) => {
    const jitter = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 50 });

    fc.assert(
      fc.property(jitter, (jitters) => {
        expect(Math.abs(countAsks(hours, everyH * HOUR_MS, tickMs, jitters) - asks)).toBeLessThanOrEqual(tickMs < TICK_MS ? 1 : 0);
      }),
      { numRuns: 20 },
    );
  });

  it('is due at first, and when the last time lies ahead', () => {
    const ahead = afterAsking(null, TEN + HOUR_MS, true);

    expect(isDue(null, HOUR_MS, TEN)).toBe(true);
    expect(isDue(ahead, HOUR_MS, TEN)).toBe(true);
    expect(afterAsking(ahead, TEN, true)).toEqual({ anchorMs: TEN, lastMs: TEN, wholeMs: TEN });
  });
});

describe('afterAsking', () => {
  it('remembers the last time that everything came', () => {
    const whole = afterAsking(null, TEN, true);

    const broken = afterAsking(whole, TEN + HOUR_MS, false);

    expect(broken).toEqual({ anchorMs: TEN, lastMs: TEN + HOUR_MS, wholeMs: TEN });
    expect(afterAsking(null, TEN, false).wholeMs).toBeNull();
  });
});

describe('parseCursor', () => {
  it('reads back what was written, through JSON', () => {
    const cursor = { asked: { cpu: afterAsking(null, TEN, true) }, hot: null, reviewed: afterAsking(null, TEN, true), use: { 'i-1': [1, 2, 3] } };

    expect(parseCursor(JSON.parse(JSON.stringify(cursorToJson(cursor))))).toEqual(cursor);
  });

  it.each([{ cursor: undefined }, { cursor: null }, { cursor: 7 }, { cursor: { version: 2 } }, { cursor: { nobody: ['knows', null] } }])(
    'takes $cursor for no memory',
    ({ cursor }) => {
      expect(parseCursor(cursor)).toEqual(NO_CURSOR);
    },
  );
});
