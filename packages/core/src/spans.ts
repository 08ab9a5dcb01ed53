import type { Span } from './model.ts';

/** Set algebra over spans. Every list is disjoint and ascending, and so is every result. */

/** Sorted, with overlapping and touching spans made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((span) => span.fromMs < span.toMs).sort((a, b) => a.fromMs - b.fromMs);
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || span.fromMs > last.toMs) merged.push({ fromMs: span.fromMs, toMs: span.toMs });
    else if (span.toMs > last.toMs) merged[merged.length - 1] = { fromMs: last.fromMs, toMs: span.toMs };
  }
  return merged;
}

/** What is in `spans` and not in `holes`. */
export function subtractSpans(spans: readonly Span[], holes: readonly Span[]): Span[] {
  if (spans.length === 0 || holes.length === 0) return [...spans];
  const rest: Span[] = [];
  for (const span of spans) {
    let fromMs = span.fromMs;
    for (const hole of holes) {
      if (hole.toMs <= fromMs) continue;
      if (hole.fromMs >= span.toMs) break;
      if (hole.fromMs > fromMs) rest.push({ fromMs, toMs: hole.fromMs });
      fromMs = hole.toMs;
    }
    if (fromMs < span.toMs) rest.push({ fromMs, toMs: span.toMs });
  }
  return rest;
}

/** What is in both. */
export function intersectSpans(a: readonly Span[], b: readonly Span[]): Span[] {
  const common: Span[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a[i] as Span;
    const y = b[j] as Span;
    const fromMs = Math.max(x.fromMs, y.fromMs);
    const toMs = Math.min(x.toMs, y.toMs);
    if (fromMs < toMs) common.push({ fromMs, toMs });
    if (x.toMs < y.toMs) i += 1;
    else j += 1;
  }
  return common;
}

/** The part of each span that lies in `[fromMs, toMs)`; other fields are kept. */
export function clipSpans<T extends Span>(spans: readonly T[], fromMs: number, toMs: number): T[] {
  const clipped: T[] = [];
  for (const span of spans) {
    if (span.toMs <= fromMs || span.fromMs >= toMs) continue;
    if (span.fromMs >= fromMs && span.toMs <= toMs) clipped.push(span);
    else clipped.push({ ...span, fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) });
  }
  return clipped;
}

/** Total length. */
export function lengthMs(spans: readonly Span[]): number {
  let total = 0;
  for (const span of spans) total += span.toMs - span.fromMs;
  return total;
}

/**
 * Two lists of lines over each other: each instant keeps the better line, and neighbours that `isSame` are made one.
 * @param compare negative when `b` is the better one; equal lines keep `b`
 */
export function overlayLines<T extends Span>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
  isSame: (a: T, b: T) => boolean,
): T[] {
  const lines: T[] = [];
  let i = 0;
  let j = 0;
  let atMs = Number.NEGATIVE_INFINITY;
  while (i < a.length || j < b.length) {
    const fromMs = Math.max(atMs, Math.min(startOf(a[i]), startOf(b[j])));
    const toMs = Math.min(nextCut(a[i], fromMs), nextCut(b[j], fromMs));
    const x = covers(a[i], fromMs);
    const y = covers(b[j], fromMs);
    const winner = x === undefined || (y !== undefined && compare(x, y) <= 0) ? y : x;
    if (winner !== undefined) appendLine(lines, winner, fromMs, toMs, isSame);
    if (endOf(a[i]) <= toMs) i += 1;
    if (endOf(b[j]) <= toMs) j += 1;
    atMs = toMs;
  }
  return lines;
}

/** No line: never. */
function startOf(line: Span | undefined): number {
  return line?.fromMs ?? Number.POSITIVE_INFINITY;
}

function endOf(line: Span | undefined): number {
  return line?.toMs ?? Number.POSITIVE_INFINITY;
}

/** Where a line begins or ends next. */
function nextCut(line: Span | undefined, atMs: number): number {
  return startOf(line) > atMs ? startOf(line) : endOf(line);
}

function covers<T extends Span>(line: T | undefined, atMs: number): T | undefined {
  return line !== undefined && line.fromMs <= atMs ? line : undefined;
}

function appendLine<T extends Span>(lines: T[], line: T, fromMs: number, toMs: number, isSame: (a: T, b: T) => boolean): void {
  const last = lines.at(-1);
  if (last !== undefined && last.toMs === fromMs && isSame(last, line)) lines[lines.length - 1] = { ...last, toMs };
  else lines.push(line.fromMs === fromMs && line.toMs === toMs ? line : { ...line, fromMs, toMs });
}
