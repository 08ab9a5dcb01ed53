import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { HOUR_S, listRunning, METRICS, PERIOD_S } from './estate-reader.ts';

/**
 * How scripts do it: every instance, then one GetMetricStatistics for each of its metrics, one after the other. `argv[2]`: how many such calls are
 * really made; the time of all of them is that of these, in proportion. Prints one JSON line.
 */
export interface NaiveRun {
  /** All of them, those that were not made included. */
  readonly calls: number;
  readonly wallMs: number;
  /** How many of the calls were made. */
  readonly sampled: number;
}

const sample = Number(process.argv[2]);
const startMs = performance.now();
let pages = 0;
const ids = await listRunning(new EC2Client(), () => {
  pages += 1;
});
const listedMs = performance.now() - startMs;
const client = new CloudWatchClient();
const endTime = new Date();
let made = 0;
for (const id of ids) {
  for (const name of METRICS) if (made < sample) await ask(id, name);
}
const calls = ids.length * METRICS.length;
const askedMs = performance.now() - startMs - listedMs;
console.log(JSON.stringify({ calls: pages + calls, wallMs: listedMs + (askedMs / made) * calls, sampled: made } satisfies NaiveRun));

async function ask(id: string, name: string): Promise<void> {
  made += 1;
  const command = new GetMetricStatisticsCommand({
    Namespace: 'AWS/EC2',
    MetricName: name,
    Dimensions: [{ Name: 'InstanceId', Value: id }],
    StartTime: new Date(endTime.getTime() - HOUR_S * 1000),
    EndTime: endTime,
    Period: PERIOD_S,
    Statistics: ['Average'],
  });
  await client.send(command);
}
