import { createFakeMetrics } from '@openfinops/testing';
import { expect, it } from 'vitest';
import { createOwnCalls } from '../own-calls.ts';
import { ownCostOf } from './own-cost.ts';

it('counts every call, and money for what GetMetricData bills alone', () => {
  const calls = createOwnCalls(createFakeMetrics());
  const region = 'us-west-2';
  calls.count({ api: 'ec2', operation: 'DescribeInstances', region });
  calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region, billedUnits: 500 });
  calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region: 'eu-west-1', billedUnits: 1 });
  calls.count({ api: 'cloudwatch', operation: 'GetMetricStatistics', region, billedUnits: 1 });
  calls.count({ api: 'cloudwatch', operation: 'GetMetricData', region, outcome: 'throttled' });

  expect(ownCostOf(calls)).toEqual({ calls: 5, billedUnits: 502, usd: '0.00501' });
});
