import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { HOUR_S, listRunning, METRICS, PERIOD_S } from './estate-reader.ts';

/** The SDK as it comes, used well: pages of 1,000, then 500 queries a call, eight calls at once. Prints one JSON line. */
export interface PlainRun {
  readonly calls: number;
  readonly points: number;
}

const QUERIES_A_CALL = 500;
const AT_ONCE = 8;

let calls = 0;
let points = 0;
const ids = await listRunning(new EC2Client(), () => {
  calls += 1;
});
const client = new CloudWatchClient();
const endTime = new Date();
const waiting = chunksOf(ids, QUERIES_A_CALL / METRICS.length);
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) await ask(chunk);
  }),
);
console.log(JSON.stringify({ calls, points } satisfies PlainRun));

async function ask(chunk: readonly string[]): Promise<void> {
  calls += 1;
  const queries = chunk.flatMap((id) => METRICS.map((name) => ({ id, name })));
  const command = new GetMetricDataCommand({
    StartTime: new Date(endTime.getTime() - HOUR_S * 1000),
    EndTime: endTime,
    MetricDataQueries: queries.map(({ id, name }, index) => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: { Namespace: 'AWS/EC2', MetricName: name, Dimensions: [{ Name: 'InstanceId', Value: id }] },
        Period: PERIOD_S,
        Stat: 'Average',
      },
    })),
  });
  const { MetricDataResults: results = [] } = await client.send(command);
  for (const { Values: values = [] } of results) points += values.length;
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return chunks;
}
