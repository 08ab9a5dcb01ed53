import type { AwsMetric, AwsOptions } from '../options.ts';
import type { Load } from './cadence.ts';
import type { MetricSpec } from './metrics.ts';
import type { Target } from './scope-work.ts';

/** Counts what a whole round of asking asks for, as it is listed. */
export interface LoadCount {
  add(target: Pick<Target, 'kind' | 'specs'>): void;
  load(): Load;
}

export function createLoadCount(metrics: AwsOptions['metrics']): LoadCount {
  const counts = new Map<readonly MetricSpec[], number>();
  let machines = 0;
  return {
    add({ kind, specs }) {
      if (kind === 'machine') machines += 1;
      counts.set(specs, (counts.get(specs) ?? 0) + 1);
    },
    load() {
      const series: Partial<Record<AwsMetric, number>> = Object.fromEntries(metrics.map((metric) => [metric, metric === 'memory' ? machines : 0]));
      for (const [specs, count] of counts) {
        for (const { group } of specs) {
          const known = series[group];
          if (known !== undefined) series[group] = known + count;
        }
      }
      return { machines, series };
    },
  };
}
