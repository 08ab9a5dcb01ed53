import { describe, expect, it } from 'vitest';
import { createBookSource } from './book-source.ts';
import { fakeBook, fakeKey, fakeRow, HOUR } from './fake-book.ts';
import { ageDays, markStale } from './stale.ts';

function answerOf(asOf: string) {
  const source = createBookSource(fakeBook({ rows: [fakeRow({ sku: 'm5.xlarge', asOf })] }));
  return markStale(source.find(fakeKey(), HOUR) ?? { missing: 'sku-unknown' }, HOUR);
}

describe('markStale', () => {
  it.each([
    { asOf: '2026-11-21', estimated: false },
    { asOf: '2025-10-17', estimated: false },
    { asOf: '2025-10-16', estimated: true },
    { asOf: '2025', estimated: true },
    { asOf: 'last summer', estimated: true },
  ])('takes a price of $asOf for an estimate: $estimated', ({ asOf, estimated }) => {
    const answer = answerOf(asOf);

    expect(answer).toMatchObject({ rows: [{ estimated }] });
  });

  it('says since when the price has not been seen', () => {
    const answer = answerOf('2025-04-04');

    expect(answer).toMatchObject({ rows: [{ estimatedBecause: ['the price was last seen 596 days ago, on 2025-04-04'] }] });
  });

  it('leaves a reason alone', () => {
    const missing = { missing: 'licence' } as const;

    expect(markStale(missing, HOUR)).toBe(missing);
  });
});

describe('ageDays', () => {
  it.each([
    { asOf: '2026-11-20', days: 1 },
    { asOf: '2026-11', days: 20 },
    { asOf: '2026-11-22', days: -1 },
    { asOf: '', days: null },
  ])('counts $days days since "$asOf"', ({ asOf, days }) => {
    const age = ageDays(asOf, HOUR.startMs);

    expect(age).toBe(days);
  });
});
