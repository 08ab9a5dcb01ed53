import type { AwsService, Call } from './reply.ts';

/** What came in of one operation in one region. */
export interface CallCount {
  readonly service: AwsService;
  readonly operation: string;
  readonly region: string;
  /** Requests, retries and refused ones among them. */
  readonly calls: number;
  readonly throttled: number;
  /** Answered with another error, or not at all. */
  readonly failed: number;
  /** Metrics that CloudWatch would bill. */
  readonly billedUnits: number;
}

export type CallOutcome = 'ok' | 'throttled' | 'failed';

export interface CallBook {
  count(call: Call, outcome: CallOutcome, billedUnits: number): void;
  snapshot(): readonly CallCount[];
  clear(): void;
}

export function createCallBook(): CallBook {
  const counts = new Map<string, { -readonly [Key in keyof CallCount]: CallCount[Key] }>();
  return {
    count({ service, operation, region }, outcome, billedUnits) {
      const key = `${service} ${operation} ${region}`;
      const count = counts.get(key) ?? { service, operation, region, calls: 0, throttled: 0, failed: 0, billedUnits: 0 };
      counts.set(key, count);
      count.calls += 1;
      count.billedUnits += billedUnits;
      if (outcome === 'throttled') count.throttled += 1;
      if (outcome === 'failed') count.failed += 1;
    },
    snapshot: () => [...counts.values()].map((count) => ({ ...count })),
    clear: () => counts.clear(),
  };
}

/** Sum over the calls of one operation, or of a whole service, or of all. */
export function totalOf(counts: readonly CallCount[], which: { readonly service?: AwsService; readonly operation?: string } = {}): CallCount {
  const total = {
    service: which.service ?? 'ec2',
    operation: which.operation ?? '*',
    region: '*',
    calls: 0,
    throttled: 0,
    failed: 0,
    billedUnits: 0,
  };
  for (const count of counts) {
    if (which.service !== undefined && which.service !== count.service) continue;
    if (which.operation !== undefined && which.operation !== count.operation) continue;
    total.calls += count.calls;
    total.throttled += count.throttled;
    total.failed += count.failed;
    total.billedUnits += count.billedUnits;
  }
  return total;
}
