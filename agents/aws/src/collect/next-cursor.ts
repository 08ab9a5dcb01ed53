import type { Pacer } from '@openfinops/core';
import type { Pace } from './cadence.ts';
import { afterAsking, cursorToJson } from './cursor.ts';
import { dueGroups, isHotDue } from './place-queries.ts';
import type { ScopeWork } from './scope-work.ts';

/** How a round went. */
export interface RoundEnd {
  readonly nowMs: number;
  readonly pace: Pace;
  readonly pacer: Pacer;
  /** The scope's region refused to answer. */
  readonly isRefused: boolean;
}

/** What is to be remembered of a scope; null: nothing has changed. */
export async function nextCursor(work: ScopeWork, { nowMs, pace, pacer, isRefused }: RoundEnd): Promise<unknown> {
  const { cursor, history, missed, hotMissed, measured, isReviewed } = work;
  const due = measured > 0 ? dueGroups(work, pace, nowMs) : [];
  const isHotNow = measured > 0 && isHotDue(work, pace, nowMs);
  if (due.length === 0 && !isHotNow && !isReviewed) return null;
  const asked = { ...cursor.asked };
  for (const group of due) asked[group] = afterAsking(cursor.asked[group], nowMs, !missed.has(group) && !isRefused);
  return cursorToJson({
    asked,
    hot: isHotNow ? afterAsking(cursor.hot, nowMs, !hotMissed) : cursor.hot,
    reviewed: isReviewed ? afterAsking(cursor.reviewed, nowMs, true) : cursor.reviewed,
    use: due.length > 0 ? await history.remember(pacer) : cursor.use,
  });
}
