import type { Span } from './types.ts';

/** The instants in any of them, as disjoint ascending spans that do not touch. */
export function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter(isNotEmpty).sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && span.fromMs <= last.toMs) merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
    else merged.push({ fromMs: span.fromMs, toMs: span.toMs });
  }
  return merged;
}

/** What is left of a span, with all that it carries, outside the others. */
export function subtract<T extends Span>(span: T, others: readonly Span[]): T[] {
  const left: T[] = [];
  let fromMs = span.fromMs;
  for (const other of union(others)) {
    if (other.toMs <= fromMs || other.fromMs >= span.toMs) continue;
    if (other.fromMs > fromMs) left.push({ ...span, fromMs, toMs: other.fromMs });
    fromMs = other.toMs;
  }
  if (fromMs < span.toMs) left.push({ ...span, fromMs });
  return left;
}

/** The part of a span inside another; null when there is none. */
export function clip<T extends Span>(span: T, inside: Span): T | null {
  const fromMs = Math.max(span.fromMs, inside.fromMs);
  const toMs = Math.min(span.toMs, inside.toMs);
  return fromMs < toMs ? { ...span, fromMs, toMs } : null;
}

export function covers(span: Span, atMs: number): boolean {
  return span.fromMs <= atMs && atMs < span.toMs;
}

/** The pieces between successive cuts inside a span: within each of them none of the cutting spans begins or ends. */
export function pieces(inside: Span, cutting: Iterable<Span>): Span[] {
  const cuts = new Set([inside.fromMs, inside.toMs]);
  for (const span of cutting) {
    if (span.fromMs > inside.fromMs && span.fromMs < inside.toMs) cuts.add(span.fromMs);
    if (span.toMs > inside.fromMs && span.toMs < inside.toMs) cuts.add(span.toMs);
  }
  const ascending = [...cuts].sort((a, b) => a - b);
  return ascending.slice(1).map((toMs, index) => ({ fromMs: ascending[index] ?? toMs, toMs }));
}

function isNotEmpty(span: Span): boolean {
  return span.fromMs < span.toMs;
}
