import { totalOf } from '../../../packages/testing/src/aws/call-book.ts';
import type { AwsFault } from '../../../packages/testing/src/aws/faults.ts';
import { type AwsStand, compareIds, idsOf, openAwsStand } from '../aws/aws-stand.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';

/** `heals`: the listing is whole in the end. The others end it, and say so. */
const FAULTS: readonly { readonly fault: AwsFault; readonly nth?: readonly number[]; readonly heals: boolean }[] = [
  { fault: { type: 'cut', atRatio: 0.5 }, nth: [1], heals: true },
  { fault: { type: 'cut', atRatio: 0.999 }, nth: [2], heals: true },
  { fault: { type: 'reset' }, nth: [1, 3], heals: true },
  { fault: { type: 'error', status: 500, code: 'InternalError' }, nth: [2], heals: true },
  { fault: { type: 'duplicate' }, heals: true },
  { fault: { type: 'repeat-token' }, heals: false },
  { fault: { type: 'error', status: 400, code: 'InvalidNextToken' }, nth: [2], heals: false },
  { fault: { type: 'body', body: '<DescribeInstancesResponse><reservationSet><item>' }, heals: false },
];
const MACHINES = 2500;
/** The real page, three times over for retries, is far below. */
const MOST_CALLS = 60;

/** Pages that break off, come twice, lead back to themselves or are no pages at all. */
export const awsBadPages: FaultRow = {
  name: 'F23',
  title: 'pages of AWS break off, come twice, repeat their token or are garbage',
  times: { full: 32, quick: 8 },
  run,
};

async function run({ times, seed, tell }: FaultRun): Promise<FaultTally> {
  const stand = await openAwsStand({ seed, estate: { instances: MACHINES, zones: 1 } });
  const total = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  try {
    for (; total.runs < times; total.runs += 1) {
      const counts = await lookAtBadPages(stand, total.runs % FAULTS.length);
      total.owed += counts.owed;
      total.missing += counts.missing;
      total.duplicates += counts.duplicates;
      total.happened += 1;
    }
    tell(`${total.runs} listings, ${FAULTS.length} ways to break them`);
    return total;
  } finally {
    await stand.close();
  }
}

/** Machines where the listing heals. Throws where a broken one passes for whole, ends something, or does not end itself. */
async function lookAtBadPages({ emulator, look }: AwsStand, which: number): Promise<Pick<FaultTally, 'owed' | 'missing' | 'duplicates'>> {
  const { fault, nth, heals } = FAULTS[which] ?? FAULTS[0] ?? { fault: { type: 'reset' }, heals: true };
  emulator.clearCalls();
  emulator.setFaults([{ on: 'ec2:DescribeInstances', fault, ...(nth === undefined ? {} : { nth }) }]);
  const { document, stderr } = await look(['--region', 'us-west-2', '--services', 'ec2', '--metrics', 'cpu']);
  const isWhole = document?.scopes.every(({ complete }) => complete) ?? false;
  const { calls } = totalOf(emulator.calls(), { operation: 'DescribeInstances' });
  if (isWhole !== heals) throw new Error(`${JSON.stringify(fault)}: the listing passes for ${isWhole ? 'whole' : 'broken'}:\n${stderr}`);
  if (calls > MOST_CALLS) throw new Error(`${JSON.stringify(fault)}: ${calls} calls`);
  const ended = document?.resources.filter(({ state }) => state === 'deleted') ?? [];
  if (ended.length > 0) throw new Error(`${JSON.stringify(fault)}: ${ended.length} machines are said to be gone`);
  const found = compareIds(
    emulator.estate.machines.map(({ instanceId }) => instanceId),
    idsOf(document, 'ec2'),
  );
  return heals ? found : { owed: 0, missing: 0, duplicates: found.duplicates };
}
