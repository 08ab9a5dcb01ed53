import type { MetricDescription } from '../agent-metrics.ts';

/** What a provider counts of its own calls. */
export const PROVIDER_METRICS = {
  openfinops_agent_provider_calls_total: {
    type: 'counter',
    labels: ['api', 'operation', 'region', 'outcome'],
    help: 'Requests to the provider, retries included, by how they ended: ok, throttled, failed.',
  },
  openfinops_agent_provider_billed_units_total: {
    type: 'counter',
    labels: ['api', 'operation', 'region'],
    help: 'What the provider bills of these requests, such as metrics asked of CloudWatch.',
  },
  openfinops_agent_provider_cost_usd_total: { type: 'counter', help: 'What these requests cost, in USD.' },
} as const satisfies Record<string, MetricDescription>;
