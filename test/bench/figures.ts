import { readFile } from 'node:fs/promises';
import { max, median, percentile } from './statistics.ts';

/** One declared figure of test/bench/figures.json. */
export interface Figure {
  readonly id: string;
  readonly bench: string;
  /** What was measured under, for a reader. */
  readonly load: string;
  /** Fewest samples. */
  readonly n: number;
  readonly statistic: keyof typeof STATISTICS;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** In `unit`. */
  readonly limit?: number;
  /** Of ours to the baseline's, by the same statistic. */
  readonly ratioLimit?: number;
}

export interface Measurement {
  readonly figure: string;
  readonly samples: readonly number[];
  /** Measured in the same run, alternating with ours. */
  readonly baseline?: readonly number[];
}

export interface Verdict {
  readonly bench: string;
  readonly figure: string;
  /** null: it was not measured. */
  readonly value: number | null;
  readonly unit: string;
  readonly limit: number | null;
  readonly ok: boolean;
  readonly n: number;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly ratioLimit: number | null;
}

const STATISTICS = { median, max, p95: (samples: readonly number[]) => percentile(samples, 0.95) };

export async function readFigures(): Promise<readonly Figure[]> {
  return JSON.parse(await readFile(new URL('figures.json', import.meta.url), 'utf8')) as readonly Figure[];
}

/** One verdict for each figure. What was not measured, or not often enough, fails. Throws a RangeError for a measurement that nobody declared. */
export function judge(figures: readonly Figure[], measurements: readonly Measurement[]): Verdict[] {
  const byId = new Map(measurements.map((measurement) => [measurement.figure, measurement]));
  const declared = new Set(figures.map(({ id }) => id));
  for (const id of byId.keys()) if (!declared.has(id)) throw new RangeError(`the figure "${id}" was measured, but is not declared`);
  return figures.map((figure) => judgeOne(figure, byId.get(figure.id)));
}

function judgeOne(figure: Figure, measurement: Measurement | undefined): Verdict {
  const { id, bench, unit, better, limit, ratioLimit } = figure;
  const statistic = STATISTICS[figure.statistic];
  const value = statistic(measurement?.samples ?? []);
  const baseline = statistic(measurement?.baseline ?? []);
  const ratio = value === null || baseline === null ? null : value / baseline;
  const n = measurement?.samples.length ?? 0;
  const ok = n >= figure.n && keeps(value, limit, better) && keeps(ratio, ratioLimit, better);
  return { bench, figure: id, value, unit, limit: limit ?? null, ok, n, baseline, ratio, ratioLimit: ratioLimit ?? null };
}

function keeps(value: number | null, limit: number | undefined, better: Figure['better']): boolean {
  if (limit === undefined) return true;
  if (value === null || !Number.isFinite(value)) return false;
  return better === 'lower' ? value <= limit : value >= limit;
}
