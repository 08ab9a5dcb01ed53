import type { MetricDescription } from '../agent-metrics.ts';
import type { MetricSample } from '../ports/metrics.ts';
import type { LoopWatch } from './watch-loop.ts';

/** What belongs to the process, however many agents run in it; `process_…` are the names that every Prometheus client library uses. */
export const PROCESS_METRICS = {
  openfinops_agent_build_info: { type: 'gauge', labels: ['version', 'node'], help: 'Always 1; the labels say what runs.' },
  openfinops_agent_event_loop_lag_seconds: { type: 'gauge', help: 'Longest delay of the event loop in the last half minute to minute.' },
  process_resident_memory_bytes: { type: 'gauge', help: 'Memory that the process holds in RAM.' },
  process_cpu_seconds_total: { type: 'counter', help: 'CPU time that the process has used.' },
  process_start_time_seconds: { type: 'gauge', help: 'When the process started, epoch seconds.' },
} as const satisfies Record<string, MetricDescription>;

/** The process as it is now. @param version of this program */
export function processSamples(version: string, loop: Pick<LoopWatch, 'lagSeconds'>): MetricSample[] {
  const { user, system } = process.cpuUsage();
  return [
    { name: 'openfinops_agent_build_info', labels: { version, node: process.version }, value: 1 },
    { name: 'openfinops_agent_event_loop_lag_seconds', labels: {}, value: loop.lagSeconds() },
    { name: 'process_resident_memory_bytes', labels: {}, value: process.memoryUsage.rss() },
    { name: 'process_cpu_seconds_total', labels: {}, value: (user + system) / 1e6 },
    { name: 'process_start_time_seconds', labels: {}, value: Math.round(performance.timeOrigin) / 1000 },
  ];
}
