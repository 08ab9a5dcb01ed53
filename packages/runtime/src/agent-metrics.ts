/** What one metric says. Its labels are its own: `provider` comes with all metrics of an agent when they are shown. */
export interface MetricDescription {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Every counter and gauge that an agent keeps about itself: counters end in `_total`, the unit is in the name. */
export const AGENT_METRICS = {
  openfinops_agent_cycles_total: { type: 'counter', labels: ['result'], help: 'Cycles by how they ended: finished, failed, stopped, skipped.' },
  openfinops_agent_cycle_seconds: { type: 'gauge', help: 'How long the last cycle took.' },
  openfinops_agent_cycle_time_seconds_total: { type: 'counter', help: 'Time spent in cycles that finished or failed.' },
  openfinops_agent_last_cycle_timestamp_seconds: { type: 'gauge', help: 'When the last cycle finished, epoch seconds.' },
  openfinops_agent_scopes: { type: 'gauge', labels: ['health'], help: 'Scopes of the last cycle: complete, failed.' },
  openfinops_agent_scope_failures_total: {
    type: 'counter',
    labels: ['provider', 'service', 'code'],
    help: 'Scopes that could not be read to their end, by code.',
  },
  openfinops_agent_problems_total: { type: 'counter', labels: ['stage', 'code'], help: 'Problems on record, by stage and code.' },
  openfinops_agent_spooled_batches_total: { type: 'counter', labels: ['kind'], help: 'Batches that the spool took.' },
  openfinops_agent_delivered_batches_total: { type: 'counter', labels: ['kind'], help: 'Batches that the server acknowledged.' },
  openfinops_agent_delivered_records_total: { type: 'counter', labels: ['kind'], help: 'Records in the batches that the server acknowledged.' },
  openfinops_agent_delivered_bytes_total: {
    type: 'counter',
    labels: ['kind'],
    help: 'JSON in the batches that the server acknowledged, before compression.',
  },
  openfinops_agent_delivery_seconds_total: { type: 'counter', help: 'Time spent on deliveries that were acknowledged, retries included.' },
  openfinops_agent_last_delivery_timestamp_seconds: { type: 'gauge', help: 'When the server last acknowledged a batch, epoch seconds.' },
  openfinops_agent_retries_total: { type: 'counter', labels: ['code'], help: 'Deliveries that failed and are tried again, by code.' },
  openfinops_agent_split_batches_total: {
    type: 'counter',
    labels: ['kind', 'reason'],
    help: 'Batches that were sent in parts: too-large, refused, suspect (the server breaks on them while it takes others).',
  },
  openfinops_agent_refused_batches_total: {
    type: 'counter',
    labels: ['kind'],
    help: 'Batches that the server refused for good; kept as dead letters.',
  },
  openfinops_agent_dropped_batches_total: {
    type: 'counter',
    labels: ['class', 'kind', 'reason'],
    help: 'Batches dropped for want of room or because they expired.',
  },
  openfinops_agent_dropped_records_total: { type: 'counter', labels: ['class', 'kind', 'reason'], help: 'Records in the batches that were dropped.' },
  openfinops_agent_corrupt_batches_total: {
    type: 'counter',
    labels: ['kind'],
    help: 'Batches whose file in the spool could not be read; set aside.',
  },
  openfinops_agent_spool_degraded: { type: 'gauge', help: '1 while the spool cannot keep data safe and holds it in memory, else 0.' },
  openfinops_agent_rejected_records_total: {
    type: 'counter',
    labels: ['kind'],
    help: 'Records that the server would not take from a batch it took.',
  },
  openfinops_agent_server_up: { type: 'gauge', help: '1 while the server takes data, 0 during an outage.' },
  openfinops_agent_server_outages_total: { type: 'counter', help: 'Outages of the server, as seen from here.' },
  openfinops_agent_server_warnings_total: { type: 'counter', help: 'Warnings in replies of the server.' },
  openfinops_agent_clock_offset_seconds: {
    type: 'gauge',
    help: 'The server’s time less this machine’s, by the Date of its replies; 0 below two seconds.',
  },
  openfinops_agent_heartbeats_total: { type: 'counter', labels: ['result'], help: 'Registrations with the server: ok, failed.' },
  openfinops_agent_unsaved_ledgers_total: { type: 'counter', help: 'Ledgers that could not be saved.' },
  openfinops_agent_shipping_failures_total: { type: 'counter', help: 'Failures of the shipper itself.' },
} as const satisfies Record<string, MetricDescription>;

export type AgentMetricName = keyof typeof AGENT_METRICS;
