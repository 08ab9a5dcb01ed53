import type { SelfMetrics } from '@openfinops/core';

/** One counter or gauge with its labels, as it stands. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Counters and gauges of this process, in memory. */
export interface MetricsRegistry extends SelfMetrics {
  /** Sorted by name, then labels. */
  snapshot(): readonly MetricSample[];
}

/** A label with too many values must not eat the memory; what comes later is left out. */
const MAX_SAMPLES = 2_000;

export function createMetrics(): MetricsRegistry {
  const samples = new Map<string, MetricSample>();

  const write = (name: string, labels: Readonly<Record<string, string>>, change: (value: number) => number): void => {
    const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([name, ...sorted]);
    const known = samples.get(key);
    if (known === undefined && samples.size >= MAX_SAMPLES) return;
    const value = change(known?.value ?? 0);
    if (Number.isFinite(value)) samples.set(key, { name, labels: Object.fromEntries(sorted), value });
  };

  return {
    add: (name, value, labels = {}) => write(name, labels, (before) => before + value),
    set: (name, value, labels = {}) => write(name, labels, () => value),
    snapshot: () => [...samples.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample),
  };
}
