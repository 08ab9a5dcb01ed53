import type { SpoolCounts } from '@openfinops/core';
import type { MetricDescription } from '../agent-metrics.ts';
import type { MetricSample } from '../ports/metrics.ts';

/** The spool's books. At any time, summed over their labels: batches in - batches out = queued batches. */
export const SPOOL_METRICS = {
  openfinops_agent_spool_batches_in_total: {
    type: 'counter',
    labels: ['from'],
    help: 'Batches that came into the spool: accepted from a cycle, found at start, children of a split.',
  },
  openfinops_agent_spool_batches_out_total: {
    type: 'counter',
    labels: ['to'],
    help: 'Batches that left the queue: delivered, dropped, dead, corrupt, superseded, split.',
  },
  openfinops_agent_spool_queued_batches: { type: 'gauge', help: 'Batches that wait to be delivered.' },
  openfinops_agent_spool_queued_bytes: { type: 'gauge', help: 'What the batches that wait take.' },
} as const satisfies Record<string, MetricDescription>;

/** What the spool counts, as metrics; a count that is 0 is shown as 0. */
export function spoolSamples(counts: SpoolCounts): MetricSample[] {
  const { accepted, found, children, delivered, dropped, dead, corrupt, superseded, split, queued, queuedBytes } = counts;
  return [
    ...flows('openfinops_agent_spool_batches_in_total', 'from', { accepted, found, children }),
    ...flows('openfinops_agent_spool_batches_out_total', 'to', { delivered, dropped, dead, corrupt, superseded, split }),
    { name: 'openfinops_agent_spool_queued_batches', labels: {}, value: queued },
    { name: 'openfinops_agent_spool_queued_bytes', labels: {}, value: queuedBytes },
  ];
}

function flows(name: string, label: string, values: Readonly<Record<string, number>>): MetricSample[] {
  return Object.entries(values).map(([end, value]) => ({ name, labels: { [label]: end }, value }));
}
