import type { Log, LogFields, SelfMetrics } from '@openfinops/core';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: LogFields;
  readonly message: string;
}

/** A log that keeps its lines; children write to the same list. */
export interface FakeLog extends Log {
  readonly lines: LogLine[];
}

export function createFakeLog(lines: LogLine[] = [], bound: LogFields = {}): FakeLog {
  const write = (level: LogLine['level']) => (fields: LogFields, message: string) => {
    lines.push({ level, fields: { ...bound, ...fields }, message });
  };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => createFakeLog(lines, { ...bound, ...fields }),
  };
}

/** Counters and gauges by `name{label=value}`. */
export interface FakeMetrics extends SelfMetrics {
  readonly values: Map<string, number>;
}

export function createFakeMetrics(): FakeMetrics {
  const values = new Map<string, number>();
  return {
    values,
    add: (name, value, labels) => {
      const key = metricKey(name, labels);
      values.set(key, (values.get(key) ?? 0) + value);
    },
    set: (name, value, labels) => {
      values.set(metricKey(name, labels), value);
    },
  };
}

function metricKey(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}
