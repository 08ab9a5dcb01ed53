import type { MetricDescription } from '../agent-metrics.ts';
import type { MetricSample } from '../ports/metrics.ts';

/** Metrics as Prometheus reads them. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Renders samples under their descriptions; a sample without a description is left out. A counter without labels of its own stands at 0 before
 * it first moved, so that its first step is a step; what has labels appears with its first move, a gauge when it is known.
 * @param sharedLabels what tells the agents of this process apart, one set each; `[{}]` for what belongs to the process
 */
export async function renderMetrics(
  descriptions: Readonly<Record<string, MetricDescription>>,
  samples: readonly MetricSample[],
  sharedLabels: readonly Readonly<Record<string, string>>[],
): Promise<Exposition> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  const byName = groupByName(samples);
  const sharedNames = sharedLabels.flatMap((labels) => Object.keys(labels));
  for (const [name, { type, help, labels = [] }] of Object.entries(descriptions)) {
    const own = byName.get(name) ?? [];
    const labelNames = [...new Set([...sharedNames, ...labels])];
    if (type === 'gauge') {
      if (own.length === 0) continue;
      const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
      for (const sample of own) gauge.set(sample.labels, sample.value);
      continue;
    }
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    if (labels.length === 0) for (const set of sharedLabels) counter.inc(set, 0);
    for (const sample of own) counter.inc(sample.labels, sample.value);
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function groupByName(samples: readonly MetricSample[]): Map<string, MetricSample[]> {
  const groups = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name) ?? [];
    group.push(sample);
    groups.set(sample.name, group);
  }
  return groups;
}
