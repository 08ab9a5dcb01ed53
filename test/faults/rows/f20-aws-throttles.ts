import { totalOf } from '../../../packages/testing/src/aws/call-book.ts';
import { type AwsStand, compareIds, idsOf, openAwsStand } from '../aws/aws-stand.ts';
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
    const calm = await stand.look(ARGS);
    const calmCalls = totalOf(stand.emulator.calls()).calls;
    const owedSeries = keysOf(calm.document);
    const total = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
    while (total.happened < times) {
      const counts = await lookThrottled(stand, { calmCalls, owedSeries, seed: seed + total.runs });
      total.runs += 1;
      total.owed += counts.owed;
      total.missing += counts.missing;
      total.duplicates += counts.duplicates;
      total.happened += counts.happened;
    }
    tell(`${total.happened} calls refused in ${total.runs} looks`);
    return total;
  } finally {
    await stand.close();
  }
}

interface Calm {
  readonly calmCalls: number;
  readonly owedSeries: readonly string[];
  readonly seed: number;
}

/** Machines and points that a calm look had. Throws when it took more than three times the calls. */
async function lookThrottled({ emulator, look }: AwsStand, { calmCalls, owedSeries }: Calm): Promise<Omit<FaultTally, 'runs'>> {
  emulator.clearCalls();
  emulator.setFaults([
    { on: 'ec2:DescribeInstances', nth: [1, 3], fault: { type: 'throttle' } },
    { on: '*', ratio: REFUSED_RATIO, fault: { type: 'throttle' } },
  ]);
  const { document, exitCode, stderr } = await look(ARGS);
  if (exitCode !== 0) throw new Error(`it ended with ${exitCode}:\n${stderr}`);
  const { calls, throttled } = totalOf(emulator.calls());
  if (calls > MOST_CALLS_RATIO * calmCalls) throw new Error(`it made ${calls} calls where ${calmCalls} would do`);
  const machines = compareIds(
    emulator.estate.machines.map(({ instanceId }) => instanceId),
    idsOf(document, 'ec2'),
  );
  const series = compareIds(owedSeries, keysOf(document));
  return {
    owed: machines.owed + series.owed,
    missing: machines.missing + series.missing,
    duplicates: machines.duplicates + series.duplicates,
    happened: throttled,
  };
}

/** Every datapoint of every series. */
function keysOf(document: Awaited<ReturnType<AwsStand['look']>>['document']): string[] {
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
