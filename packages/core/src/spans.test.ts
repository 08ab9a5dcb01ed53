import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from './model.ts';
import { clipSpans, intersectSpans, lengthMs, mergeSpans, overlayLines, subtractSpans } from './spans.ts';

const spans = fc
  .array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 })), { maxLength: 8 })
  .map((pairs) => mergeSpans(pairs.map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }))));

function holds(list: readonly Span[], atMs: number): boolean {
  return list.some((span) => span.fromMs <= atMs && atMs < span.toMs);
}

const instants = Array.from({ length: 80 }, (_, index) => index);

describe('span algebra', () => {
  it('subtracts, intersects and merges instant by instant', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const rest = subtractSpans(a, b);
        const common = intersectSpans(a, b);
        const all = mergeSpans([...a, ...b]);

        for (const atMs of instants) {
          expect(holds(rest, atMs)).toBe(holds(a, atMs) && !holds(b, atMs));
          expect(holds(common, atMs)).toBe(holds(a, atMs) && holds(b, atMs));
          expect(holds(all, atMs)).toBe(holds(a, atMs) || holds(b, atMs));
        }
        expect(lengthMs(all)).toBe(lengthMs(rest) + lengthMs(b));
      }),
    );
  });

  it('clips and keeps what else a span carries', () => {
    const clipped = clipSpans([{ fromMs: 0, toMs: 10, name: 'a' }], 4, 6);

    expect(clipped).toEqual([{ fromMs: 4, toMs: 6, name: 'a' }]);
  });

  it('keeps the better line at each instant, and the later one of two equals', () => {
    const compare = (x: { rank: number }, y: { rank: number }) => x.rank - y.rank;
    const same = (x: { rank: number; by: string }, y: { rank: number; by: string }) => x.rank === y.rank && x.by === y.by;

    const lines = overlayLines(
      [{ fromMs: 0, toMs: 10, rank: 2, by: 'a' }],
      [
        { fromMs: 2, toMs: 4, rank: 1, by: 'b' },
        { fromMs: 4, toMs: 6, rank: 2, by: 'b' },
        { fromMs: 9, toMs: 12, rank: 3, by: 'b' },
      ],
      compare,
      same,
    );

    expect(lines.map((line) => [line.fromMs, line.toMs, line.rank, line.by])).toEqual([
      [0, 4, 2, 'a'],
      [4, 6, 2, 'b'],
      [6, 9, 2, 'a'],
      [9, 12, 3, 'b'],
    ]);
  });
});
