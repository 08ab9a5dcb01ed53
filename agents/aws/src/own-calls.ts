import type { SelfMetrics } from '@openfinops/core';

export type AwsApi = 'ec2' | 'cloudwatch' | 'pricing' | 'sts';
export type CallOutcome = 'ok' | 'throttled' | 'failed';

/** One request that went out, however it ended; a retry is a request of its own. */
export interface OwnCall {
  readonly api: AwsApi;
  readonly operation: string;
  readonly region: string;
  /** What AWS bills for the call (metrics asked of CloudWatch); most calls are free. */
  readonly billedUnits?: number;
  /** Default `ok`. */
  readonly outcome?: CallOutcome;
}

export interface OwnCallCount {
  readonly api: AwsApi;
  readonly operation: string;
  readonly region: string;
  readonly calls: number;
  readonly billedUnits: number;
  readonly throttled: number;
  readonly failed: number;
}

/** What the agent itself asked of AWS, since it started. */
export interface OwnCalls {
  count(call: OwnCall): void;
  snapshot(): readonly OwnCallCount[];
}

/** Counters by api, operation and region; each call moves the agent's own metrics too. */
export function createOwnCalls(metrics: SelfMetrics): OwnCalls {
  const counts = new Map<string, { -readonly [Key in keyof OwnCallCount]: OwnCallCount[Key] }>();
  return {
    count({ api, operation, region, billedUnits = 0, outcome = 'ok' }) {
      const key = `${api} ${operation} ${region}`;
      const count = counts.get(key) ?? { api, operation, region, calls: 0, billedUnits: 0, throttled: 0, failed: 0 };
      counts.set(key, count);
      count.calls += 1;
      count.billedUnits += billedUnits;
      if (outcome === 'throttled') count.throttled += 1;
      if (outcome === 'failed') count.failed += 1;
      metrics.add('openfinops_agent_provider_calls_total', 1, { api, operation, region, outcome });
      if (billedUnits > 0) metrics.add('openfinops_agent_provider_billed_units_total', billedUnits, { api, operation, region });
    },
    snapshot: () => [...counts.values()].map((count) => ({ ...count })),
  };
}
