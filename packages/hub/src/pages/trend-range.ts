import { HOUR_MS, hourOf } from '@openfinops/core';

/** How far back a chart looks. */
export const TREND_RANGES = ['24h', '7d', '30d'] as const;
export type TrendRange = (typeof TREND_RANGES)[number];

const DAY_MS = 24 * HOUR_MS;

/** Stretches of equal length, the last of which is not over yet. */
export interface Buckets {
  readonly range: TrendRange;
  readonly firstMs: number;
  readonly bucketMs: number;
  readonly count: number;
}

export function isTrendRange(text: string | undefined): text is TrendRange {
  return TREND_RANGES.some((range) => range === text);
}

/** Clock hours for a day and a week, days (UTC) for longer. */
export function bucketsOf(range: TrendRange, nowMs: number): Buckets {
  if (range === '30d') return { range, firstMs: nowMs - (nowMs % DAY_MS) - 29 * DAY_MS, bucketMs: DAY_MS, count: 30 };
  const count = range === '24h' ? 24 : 7 * 24;
  return { range, firstMs: hourOf(nowMs) - (count - 1) * HOUR_MS, bucketMs: HOUR_MS, count };
}
