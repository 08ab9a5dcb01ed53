import { type AwsStand, compareIds, idsOf, openAwsStand } from '../aws/aws-stand.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';

/** What is denied, and the service that then fails. */
const DENIALS = [
  { on: 'ec2:DescribeInstances', service: 'ec2' },
  { on: 'ec2:DescribeVolumes', service: 'ebs' },
  { on: 'ec2:DescribeAddresses', service: 'eip' },
] as const;
/** One with things in it, one that is empty, one that nobody opted into. */
const REGIONS = 'us-west-2,us-east-1,af-south-1';
const EXIT_PARTIAL = 75;
const MACHINES = 60;

/** AWS lets the agent read all services but one, in a region with things, an empty one and one that is not enabled. */
export const awsDenies: FaultRow = {
  name: 'F22',
  title: 'AWS denies one service, beside an empty region and one that is not enabled',
  times: { full: 12, quick: 3 },
  run,
};

async function run({ times, seed, tell }: FaultRun): Promise<FaultTally> {
  const stand = await openAwsStand({ seed, estate: { instances: MACHINES } });
  const total = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  try {
    for (; total.runs < times; total.runs += 1) {
      const counts = await lookDenied(stand, DENIALS[total.runs % DENIALS.length] ?? DENIALS[0]);
      total.owed += counts.owed;
      total.missing += counts.missing;
      total.duplicates += counts.duplicates;
      total.happened += 1;
    }
    tell(`${total.runs} looks without one service each`);
    return total;
  } finally {
    await stand.close();
  }
}

/** The services that were not denied. Throws when the denial is not told by exit code, or something is charged of what could not be read. */
async function lookDenied(
  { emulator, look }: AwsStand,
  { on, service }: (typeof DENIALS)[number],
): Promise<Pick<FaultTally, 'owed' | 'missing' | 'duplicates'>> {
  emulator.setFaults([{ on, region: 'us-west-2', fault: { type: 'deny' } }]);
  const { document, exitCode, stderr } = await look(['--region', REGIONS]);
  if (exitCode !== EXIT_PARTIAL) throw new Error(`it ended with ${exitCode}:\n${stderr}`);
  const { machines, volumes, addresses } = emulator.estate;
  const owed = {
    ec2: machines.map(({ instanceId }) => instanceId),
    ebs: volumes.map(({ volumeId }) => volumeId),
    eip: addresses.map(({ allocationId }) => allocationId),
  };
  const unread = new Set(owed[service]);
  const madeUp = document?.charges.filter(({ resource_id: id }) => unread.has(id.slice(id.lastIndexOf('/') + 1))) ?? [];
  if (madeUp.length > 0) throw new Error(`${madeUp.length} charges of ${service}, which it could not read`);
  const counts = { owed: 0, missing: 0, duplicates: 0 };
  for (const other of ['ec2', 'ebs', 'eip'] as const) {
    if (other === service) continue;
    const compared = compareIds(owed[other], idsOf(document, other));
    counts.owed += compared.owed;
    counts.missing += compared.missing;
    counts.duplicates += compared.duplicates;
  }
  return counts;
}
