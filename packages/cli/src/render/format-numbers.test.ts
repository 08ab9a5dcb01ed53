import { describe, expect, it } from 'vitest';
import { formatDuration, formatMany, formatMoney, formatRatio, formatWindow } from './format-numbers.ts';

describe('formatMoney', () => {
  it.each([
    { amount: '0', text: '0.00' },
    { amount: '1', text: '1.00' },
    { amount: '1234.5', text: '1,234.50' },
    { amount: '1234567.891', text: '1,234,567.89' },
    { amount: '13.797073742', text: '13.80' },
    { amount: '0.999999', text: '1.00' },
    { amount: '0.192', text: '0.192' },
    { amount: '0.1', text: '0.10' },
    { amount: '0.7448630137', text: '0.7449' },
    { amount: '0.00123456', text: '0.00123' },
    { amount: '0.0000123456', text: '0.0000123' },
    { amount: '0.0000000001', text: '0.0000000001' },
  ])('shows $amount as $text', ({ amount, text }) => {
    expect(formatMoney(amount)).toBe(text);
  });

  it('is exact beyond what a binary number can hold', () => {
    expect(formatMoney('12345678901234567890.125')).toBe('12,345,678,901,234,567,890.12');
  });
});

describe('formatRatio', () => {
  it.each([
    { ratio: 0, text: '0%' },
    { ratio: 0.0001, text: '<0.1%' },
    { ratio: 0.0042, text: '0.4%' },
    { ratio: 0.123, text: '12%' },
    { ratio: 1, text: '100%' },
  ])('shows $ratio as $text', ({ ratio, text }) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    { seconds: 0.25, text: '250 ms' },
    { seconds: 1.25, text: '1.3 s' },
    { seconds: 2, text: '2 s' },
    { seconds: 59.4, text: '59 s' },
    { seconds: 300, text: '5 min' },
    { seconds: 3600, text: '1 h' },
    { seconds: 5400, text: '1 h 30 min' },
    { seconds: 86_400, text: '1 d' },
    { seconds: 100_000, text: '1 d 4 h' },
  ])('shows $seconds s as $text', ({ seconds, text }) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatMany', () => {
  it.each([
    { count: 0, text: '0 calls' },
    { count: 1, text: '1 call' },
    { count: 12_345, text: '12,345 calls' },
  ])('says $text', ({ count, text }) => {
    expect(formatMany(count, 'call')).toBe(text);
  });
});

describe('formatWindow', () => {
  it('names a day once', () => {
    expect(formatWindow(1_795_255_200, 1_795_256_100)).toBe('2026-11-21 10:00 to 10:15 UTC');
  });

  it('names both days of a window over midnight', () => {
    expect(formatWindow(1_795_255_200, 1_795_341_600)).toBe('2026-11-21 10:00 to 2026-11-22 10:00 UTC');
  });
});
