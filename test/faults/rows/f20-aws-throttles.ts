import { totalOf } from '../../../packages/testing/src/aws/call-book.ts';
import { type AwsLook, type AwsStand, compareIds, idsOf, openAwsStand } from '../aws/aws-stand.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';

const MACHINES = 240;
/** Of all calls; and the first calls of each kind besides. */
const REFUSED_RATIO = 0.3;
const MOST_CALLS_RATIO = 3;
const ARGS = ['--region', 'us-west-2'] as const;

/** AWS refuses calls for coming too fast, a page in the middle of a listing among them. */
export const awsThrottles: FaultRow = {
  name: 'F20',
  title: 'AWS refuses 30 % of all calls for coming too fast (RequestLimitExceeded, ThrottlingException)',
  times: { full: 60, quick: 10 },
  run,
};

async function run({ times, seed, tell }: FaultRun): Promise<FaultTally> {
  const stand = await openAwsStand({ seed, estate: { instances: MACHINES }, nowMs: fixedNow() });
  try {
    const total = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
    let before = await lookCalmly(stand);
    while (total.happened < times) {
      const throttled = await lookThrottled(stand, before.calls);
      const after = await lookCalmly(stand);
      const counts = compareLooks(stand, before, throttled, after);
      total.runs += 1;
      total.owed += counts.owed;
      total.missing += counts.missing;
      total.duplicates += counts.duplicates;
      total.happened += throttled.refused;
      before = after;
    }
    tell(`${total.happened} calls refused in ${total.runs} looks`);
    return total;
  } finally {
    await stand.close();
  }
}

interface Look {
  readonly calls: number;
  readonly refused: number;
  readonly machines: readonly string[];
  readonly points: readonly string[];
}

async function lookCalmly(stand: AwsStand): Promise<Look> {
  stand.emulator.setFaults([]);
  return lookOnce(stand);
}

/** Throws when it took more than three times the calls. */
async function lookThrottled(stand: AwsStand, calmCalls: number): Promise<Look> {
  stand.emulator.setFaults([
    { on: 'ec2:DescribeInstances', nth: [1, 3], fault: { type: 'throttle' } },
    { on: '*', ratio: REFUSED_RATIO, fault: { type: 'throttle' } },
  ]);
  const throttled = await lookOnce(stand);
  if (throttled.calls > MOST_CALLS_RATIO * calmCalls) throw new Error(`it made ${throttled.calls} calls where ${calmCalls} would do`);
  return throttled;
}

async function lookOnce({ emulator, look }: AwsStand): Promise<Look> {
  emulator.clearCalls();
  const { document, exitCode, stderr } = await look(ARGS);
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}:\n${stderr}`);
  const { calls, throttled } = totalOf(emulator.calls());
  return { calls, refused: throttled, machines: idsOf(document, 'ec2'), points: pointsOf(document) };
}

/** All machines, and the points that the calm looks on both sides had: which points are asked for changes every five minutes. */
function compareLooks({ emulator }: AwsStand, before: Look, throttled: Look, after: Look): Pick<FaultTally, 'owed' | 'missing' | 'duplicates'> {
  const machines = compareIds(
    emulator.estate.machines.map(({ instanceId }) => instanceId),
    throttled.machines,
  );
  const later = new Set(after.points);
  const points = compareIds(
    before.points.filter((point) => later.has(point)),
    throttled.points,
  );
  return { owed: machines.owed + points.owed, missing: machines.missing + points.missing, duplicates: machines.duplicates + points.duplicates };
}

/** Every datapoint of every series. */
function pointsOf(document: AwsLook['document']): string[] {
  const keys: string[] = [];
  for (const { resource_id: id, name, start, step_s: stepS, values } of document?.series ?? []) {
    for (const [index, value] of values.entries()) if (value !== null) keys.push(`${id} ${name} ${start + index * stepS} ${value}`);
  }
  return keys;
}

/** One instant for AWS, so that every look finds the same. */
function fixedNow(): () => number {
  const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
  return () => nowMs;
}
