import { HOUR_MS } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { isTimeZone, offsetSpans } from './time-zone.ts';

describe('the offset of a zone', () => {
  it.each([
    { zone: 'Europe/Berlin', change: '2026-03-29T01:00:00Z', hours: [1, 2] },
    { zone: 'Europe/Berlin', change: '2026-10-25T01:00:00Z', hours: [2, 1] },
    { zone: 'America/New_York', change: '2026-03-08T07:00:00Z', hours: [-5, -4] },
    { zone: 'Australia/Lord_Howe', change: '2026-04-04T15:00:00Z', hours: [11, 10.5] },
  ])('changes in $zone at $change', ({ zone, change, hours }) => {
    const changeMs = Date.parse(change);
    const window = { startMs: changeMs - 30 * HOUR_MS - 123, endMs: changeMs + 20 * HOUR_MS };

    const spans = offsetSpans(zone, window);

    expect(spans).toEqual([
      { fromMs: window.startMs, toMs: changeMs, offsetMs: (hours[0] ?? 0) * HOUR_MS },
      { fromMs: changeMs, toMs: window.endMs, offsetMs: (hours[1] ?? 0) * HOUR_MS },
    ]);
  });

  it('stays one span where nothing changes', () => {
    const window = { startMs: Date.UTC(2026, 6, 1), endMs: Date.UTC(2026, 7, 1) };

    const spans = offsetSpans('Asia/Kolkata', window);

    expect(spans).toEqual([{ fromMs: window.startMs, toMs: window.endMs, offsetMs: 5.5 * HOUR_MS }]);
  });
});

it.each([
  { name: 'Europe/Berlin', known: true },
  { name: 'UTC', known: true },
  { name: 'Europe/Berlln', known: false },
  { name: '', known: false },
])('knows "$name": $known', ({ name, known }) => {
  expect(isTimeZone(name)).toBe(known);
});
