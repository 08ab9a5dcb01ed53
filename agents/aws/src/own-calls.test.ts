import { createFakePorts } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import { createOwnCalls } from './own-calls.ts';

describe('createOwnCalls', () => {
  it('counts by operation and region, and how calls ended', () => {
    const calls = createOwnCalls(createFakePorts().metrics);

    calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region: 'us-west-2', billedUnits: 500 });
    calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region: 'us-west-2', outcome: 'throttled' });
    calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region: 'eu-west-1', outcome: 'failed' });

    expect(calls.snapshot()).toEqual([
      { api: 'cloudwatch', operation: 'GetMetricData', region: 'us-west-2', calls: 2, billedUnits: 500, throttled: 1, failed: 0 },
      { api: 'cloudwatch', operation: 'GetMetricData', region: 'eu-west-1', calls: 1, billedUnits: 0, throttled: 0, failed: 1 },
    ]);
  });

  it('gives counts of its own away, not itself', () => {
    const calls = createOwnCalls(createFakePorts().metrics);
    calls.count({ api: 'sts', operation: 'GetCallerIdentity', region: 'us-east-1' });
    const before = calls.snapshot();

    calls.count({ api: 'sts', operation: 'GetCallerIdentity', region: 'us-east-1' });

    expect(before[0]?.calls).toBe(1);
  });
});
