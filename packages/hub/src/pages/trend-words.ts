import { HOUR_MS } from '@openfinops/core';
import { formatTime } from './format.ts';
import type { Buckets } from './trend-range.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function unitOf({ bucketMs }: Pick<Buckets, 'bucketMs'>): 'hour' | 'day' {
  return bucketMs === HOUR_MS ? 'hour' : 'day';
}

/** `2026-11-21 08:00 UTC`, `2026-11-21`. */
export function nameBucket(startMs: number, buckets: Pick<Buckets, 'bucketMs'>): string {
  return unitOf(buckets) === 'hour' ? formatTime(startMs) : formatTime(startMs).slice(0, 10);
}

/** What stands under a bucket: few words, at round times alone; null: nothing. */
export function labelBucket(startMs: number, { range }: Pick<Buckets, 'range'>): string | null {
  const at = new Date(startMs);
  const [hour, date] = [at.getUTCHours(), at.getUTCDate()];
  // The 31st would stand upon the 1st.
  if (range === '30d') return date % 5 === 1 && date < 31 ? DAY.format(startMs) : null;
  if (hour === 0) return DAY.format(startMs);
  return range === '24h' && hour % 6 === 0 ? formatTime(startMs).slice(11, 16) : null;
}

/** Whether a narrow screen does without the label. */
export function isMinorLabel(startMs: number, { range }: Pick<Buckets, 'range'>): boolean {
  return range === '7d' && new Date(startMs).getUTCDate() % 2 === 1;
}
