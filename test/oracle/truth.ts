import { offersAgree } from './catalog.ts';
import type { Segment, TrueLife, TrueRun } from './types.ts';

/**
 * What a life truly bills: each run by the offer in force, from its start until its end or until the minimum is up, but never into the next
 * run. Disjoint and ascending; a run that goes on ends at Infinity.
 */
export function trueSegments(life: TrueLife, minimumMs: number): Segment[] {
  const segments: Segment[] = [];
  for (const [index, run] of life.runs.entries()) {
    const nextMs = life.runs[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
    segments.push(...segmentsOf(run, Math.min(nextMs, Math.max(run.endMs, run.startMs + minimumMs))));
  }
  return mergeAlike(segments);
}

/** Neighbours and overlaps that are billed by the same offer become one; ascending by their starts. */
export function mergeAlike(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments.filter(({ fromMs, toMs }) => fromMs < toMs).sort((a, b) => a.fromMs - b.fromMs)) {
    const index = merged.findLastIndex((earlier) => segment.fromMs <= earlier.toMs && sameBilling(earlier, segment));
    const earlier = merged[index];
    if (earlier) merged[index] = { ...earlier, toMs: Math.max(earlier.toMs, segment.toMs) };
    else merged.push(segment);
  }
  return merged;
}

function sameBilling(a: Segment, b: Segment): boolean {
  return a.waived === b.waived && offersAgree(a.offer, b.offer);
}

function segmentsOf(run: TrueRun, untilMs: number): Segment[] {
  const waived = run.spot?.waived ?? false;
  return run.offers.map(({ fromMs, offer }, index) => {
    const changesMs = run.offers[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    return { fromMs, toMs: Math.min(untilMs, changesMs), offer, waived };
  });
}
