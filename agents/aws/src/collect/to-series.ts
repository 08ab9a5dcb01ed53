import type { MetricSeries } from '@openfinops/core';
import type { Answer } from './ask-metric-data.ts';

/** The series of one query of an answer, in our names and units; a period without a datapoint is null. undefined: there is no such query. */
export function toSeries({ batch, values: raw }: Pick<Answer, 'batch' | 'values'>, index: number): MetricSeries | undefined {
  const { startMs, endMs, periodMs, queries } = batch;
  const query = queries[index];
  if (query === undefined) return undefined;
  const { resourceId, spec } = query;
  const points = Math.round((endMs - startMs) / periodMs);
  const isPercent = spec.convert === 'percent';
  const { most, cap } = isPercent ? PERCENT : SUM;
  const perUnit = isPercent ? 100 : periodMs / 1000;
  const values: (number | null)[] = [];
  for (let at = index * points; at < (index + 1) * points; at += 1) {
    const value = raw[at] ?? Number.NaN;
    // Two calls, because of one with either value each number would be an object first.
    if (value >= 0 && value <= most) values.push(Math.min(cap, value / perUnit));
    else values.push(null);
  }
  return { resourceId, name: spec.name, unit: spec.unit, statistic: 'average', startMs, stepMs: periodMs, values };
}

/** A use that cannot be is not known. CloudWatch rounds a full machine to a hair above 100 %. */
const PERCENT = { most: 101, cap: 1 } as const;
/** A sum of a period becomes a rate a second. */
const SUM = { most: Number.MAX_VALUE, cap: Number.MAX_VALUE } as const;
