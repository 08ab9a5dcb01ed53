import type { MetricSeries } from '@openfinops/core';
import type { Answer } from './ask-metric-data.ts';
import type { MetricSpec } from './metrics.ts';

/** The series of one query of an answer, in our names and units; a period without a datapoint is null. undefined: there is no such query. */
export function toSeries({ batch, values: raw }: Pick<Answer, 'batch' | 'values'>, index: number): MetricSeries | undefined {
  const { startMs, endMs, periodMs, queries } = batch;
  const query = queries[index];
  if (query === undefined) return undefined;
  const { resourceId, spec } = query;
  const points = Math.round((endMs - startMs) / periodMs);
  const values: (number | null)[] = [];
  for (let at = index * points; at < (index + 1) * points; at += 1) values.push(convert(raw[at] ?? Number.NaN, spec, periodMs));
  return { resourceId, name: spec.name, unit: spec.unit, statistic: 'average', startMs, stepMs: periodMs, values };
}

/** A use that cannot be is not known. CloudWatch rounds a full machine to a hair above 100 %. */
function convert(value: number, { convert: how }: MetricSpec, periodMs: number): number | null {
  if (Number.isNaN(value) || value < 0) return null;
  if (how === 'percent') return value <= 101 ? Math.min(1, value / 100) : null;
  return (value * 1000) / periodMs;
}
