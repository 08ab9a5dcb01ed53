import { describe, expect, it } from 'vitest';
import { formatClock, formatCount, formatDuration, formatMoney, formatRatio, formatTime } from './format.ts';

describe('formats', () => {
  it.each([
    { amount: '1234567.891', currency: 'USD', text: '$1,234,567.89' },
    { amount: '1', currency: 'EUR', text: '€1.00' },
    { amount: '0.192', currency: 'USD', text: '$0.192' },
    { amount: '0.5', currency: 'USD', text: '$0.50' },
    { amount: '0.00012345', currency: 'USD', text: '$0.000123' },
    { amount: '0', currency: 'USD', text: '$0.00' },
    { amount: '12.3', currency: 'CNY', text: 'CNY 12.30' },
    { amount: '-3.456', currency: 'USD', text: '-$3.46' },
    { amount: '0.9999', currency: 'USD', text: '$1.00' },
    { amount: null, currency: 'USD', text: '—' },
  ])('writes $amount $currency as $text', ({ amount, currency, text }) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  it.each([
    { ratio: 0, text: '0 %' },
    { ratio: 0.004, text: '<1 %' },
    { ratio: 0.426, text: '43 %' },
    { ratio: 1, text: '100 %' },
    { ratio: null, text: '—' },
  ])('writes the ratio $ratio as $text', ({ ratio, text }) => {
    expect(formatRatio(ratio)).toBe(text);
  });

  it.each([
    { ms: -5, text: '0 s' },
    { ms: 12_400, text: '12 s' },
    { ms: 300_000, text: '5 min' },
    { ms: 3_600_000, text: '1 h' },
    { ms: 5_400_000, text: '1.5 h' },
    { ms: 216_000_000, text: '2.5 d' },
  ])('writes $ms ms as $text', ({ ms, text }) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes times and counts for people', () => {
    expect(formatTime(Date.UTC(2026, 10, 21, 8, 5, 59))).toBe('2026-11-21 08:05 UTC');
    expect([0, 59_999, 86_400_000 - 60_000].map(formatClock)).toEqual(['00:00', '00:00:59', '23:59']);
    expect([formatCount(1, 'charge'), formatCount(12_345, 'charge')]).toEqual(['1 charge', '12,345 charges']);
  });
});
