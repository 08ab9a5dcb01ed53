import { expect, it } from 'vitest';
import { formatAge, formatBytes, formatTime, timeToJson } from './format-spool.ts';

const AT_MS = Date.UTC(2026, 10, 21, 12, 0, 5, 250);

it.each([
  { bytes: 0, text: '0 B' },
  { bytes: 999, text: '999 B' },
  { bytes: 1000, text: '1.0 kB' },
  { bytes: 9949, text: '9.9 kB' },
  { bytes: 9950, text: '10 kB' },
  { bytes: 999_499, text: '999 kB' },
  { bytes: 999_500, text: '1.0 MB' },
  { bytes: 99_400_000, text: '99 MB' },
  { bytes: 5_000_000_000_000, text: '5000 GB' },
])('says $bytes bytes as $text', ({ bytes, text }) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  { atMs: AT_MS, age: '2 min', time: '2026-11-21 12:00:05Z', json: '2026-11-21T12:00:05.250Z' },
  { atMs: null, age: '—', time: '—', json: null },
])('says $atMs as $time', ({ atMs, age, time, json }) => {
  expect({ age: formatAge(atMs, AT_MS + 120_000), time: formatTime(atMs), json: timeToJson(atMs) }).toEqual({ age, time, json });
});

it('says a time ahead of this clock as now', () => {
  expect(formatAge(AT_MS + 5000, AT_MS)).toBe('0 ms');
});
