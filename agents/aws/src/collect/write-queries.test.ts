import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeQueries } from './write-queries.ts';

const text = fc.oneof(fc.string(), fc.constantFrom('q0', 'AWS/EC2', '"', '\\', '\u2028', '\ud800'));
const dimensions = fc.array(fc.record({ Name: text, Value: text }), { maxLength: 2 });
const metric = fc.record({ Namespace: text, MetricName: text, Dimensions: dimensions }, { requiredKeys: [] });
const stat = fc.record(
  { Metric: metric, Period: fc.oneof(fc.constantFrom(60, 300), fc.double()), Stat: text, Unit: fc.constantFrom('Percent' as const, undefined) },
  { requiredKeys: ['Metric', 'Period', 'Stat'] },
);
const query = fc.record(
  { Id: text, MetricStat: stat, Expression: text, ReturnData: fc.boolean(), Label: fc.constant(undefined) },
  { requiredKeys: ['Id', 'MetricStat'] },
);

describe('writeQueries', () => {
  it('writes what JSON.stringify writes, whatever a query says', () => {
    fc.assert(
      fc.property(fc.array(query), (queries) => {
        expect(JSON.parse(`[${writeQueries(queries as MetricDataQuery[])}]`)).toEqual(JSON.parse(JSON.stringify(queries)));
      }),
    );
  });

  it('writes plain queries, some of which share their dimensions', () => {
    const shared = [{ Name: 'InstanceId', Value: 'i-1' }];
    const queries = [shared, shared, [{ Name: 'InstanceId', Value: 'i-2' }], shared].map((Dimensions, index) => ({
      Id: `q${index}`,
      MetricStat: { Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions }, Period: 300, Stat: 'Average' },
    }));

    expect(`[${writeQueries(queries)}]`).toBe(JSON.stringify(queries));
  });
});
