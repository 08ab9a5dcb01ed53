import { planCollection } from '../../agents/aws/src/collect/plan.ts';
import { AwsOptions } from '../../agents/aws/src/options.ts';
import { totalOf } from '../../packages/testing/src/aws/call-book.ts';
import { createEstate } from '../../packages/testing/src/aws/create-estate.ts';
import { driveAws } from '../aws/drive-aws.ts';
import { type Lived, liveMonth } from '../aws/live-month.ts';

/** Time that passes as fast as the machine can, in a process of its own. `argv[2]`: `month` or `day`. Prints one JSON line. */
export type MonthRun = Lived;

/** What a day of cycles was billed by CloudWatch, beside what the plan said. */
export interface DayRun {
  readonly billedUnits: number;
  readonly plannedUnits: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_HOURS = 24;
const MONTH_HOURS = 730;
const START_MS = Date.UTC(2026, 10, 2);
const MACHINES = 500;

const run = process.argv[2] === 'month' ? await liveMonth({ seed: 11, machines: 200, days: 30, intervalMs: 30 * MINUTE_MS }) : await liveDay();
console.log(JSON.stringify(run));

/** A cycle every five minutes; the machines run all day. */
async function liveDay(): Promise<DayRun> {
  const estate = createEstate(5, { instances: MACHINES, stoppedRatio: 0, spotRatio: 0, types: ['m5.large', 'c5.xlarge'], nowMs: START_MS });
  const drive = await driveAws({ seed: 5, estate, startMs: START_MS, intervalMs: 5 * MINUTE_MS, options: { services: ['ec2'] } });
  for (let atMs = START_MS; atMs < START_MS + DAY_HOURS * HOUR_MS; atMs += 5 * MINUTE_MS) await drive.look(atMs);
  const { billedUnits } = totalOf(drive.emulator.calls(), { service: 'cloudwatch' });
  await drive.close();
  const plan = planCollection({ ec2: MACHINES }, AwsOptions.parse({ region: ['us-west-2'] }));
  return { billedUnits, plannedUnits: (plan.billedUnits * DAY_HOURS) / MONTH_HOURS };
}
