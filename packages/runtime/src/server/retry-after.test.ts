import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const nowMs = Date.parse('2026-11-21T06:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    { value: '30', expected: 30_000 },
    { value: ' 0 ', expected: 0 },
    { value: 'Sat, 21 Nov 2026 06:02:00 GMT', expected: 120_000 },
    { value: 'Sat, 21 Nov 2026 05:00:00 GMT', expected: 0 },
    { value: '999999999', expected: 999_999_999_000 },
    { value: '1000000000', expected: 1e12 },
  ])('reads "$value"', ({ value, expected }) => {
    expect(retryAfterMs({ 'retry-after': value }, nowMs)).toBe(expected);
  });

  it.each([{ value: '' }, { value: '-5' }, { value: 'soon' }, { value: '1e9' }, { value: 'Xyz, 99 Foo 2026' }, { value: '3.5' }])(
    'ignores "$value"',
    ({ value }) => {
      expect(retryAfterMs({ 'retry-after': value }, nowMs)).toBeUndefined();
    },
  );

  it('measures a date against the clock of the server that gave it', () => {
    const headers = { 'retry-after': 'Sat, 21 Nov 2026 09:00:10 GMT', date: 'Sat, 21 Nov 2026 09:00:00 GMT' };

    expect(retryAfterMs(headers, nowMs)).toBe(10_000);
  });

  it('is undefined where the server says nothing', () => {
    expect(retryAfterMs({}, nowMs)).toBeUndefined();
  });
});
