import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WireBatch } from '../../../packages/core/src/wire.ts';
import { BUNDLE, homeIn } from '../../bench/child.ts';
import { type AwsStand, openAwsStand } from '../aws/aws-stand.ts';
import type { FaultRow, FaultRun, FaultTally } from '../fault-row.ts';
import { type OracleServer, startOracleServer } from '../stand/oracle-server.ts';

const MACHINES = 40;
const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** Credentials of the metadata service end before their time, again and again, while the agent runs. */
export const awsCredentialsEnd: FaultRow = {
  name: 'F21',
  title: 'credentials from the metadata service of AWS end before their time',
  times: { full: 20, quick: 3 },
  waits: true,
  run,
};

async function run({ times, seed, tell }: FaultRun): Promise<FaultTally> {
  const stand = await openAwsStand({ seed, estate: { instances: MACHINES } });
  const oracle = await startOracleServer();
  try {
    const tally = await liveThroughEnds(stand, oracle, times);
    tell(`credentials ended ${tally.happened} times, each next look was whole`);
    return tally;
  } finally {
    await oracle.close();
    await stand.close();
  }
}

/** One process all along. Throws when it ends by itself. */
async function liveThroughEnds({ emulator, cwd }: AwsStand, oracle: OracleServer, times: number): Promise<FaultTally> {
  const env = {
    ...homeIn(cwd),
    AWS_ENDPOINT_URL: emulator.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: emulator.url,
    AWS_REGION: 'us-west-2',
  };
  const args = ['aws', '--region', 'us-west-2', '--server', oracle.url, '--interval', '1', '--state', `${cwd}/state`];
  const child = spawn(process.execPath, [BUNDLE, ...args], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const total = { runs: 0, owed: 0, missing: 0, duplicates: 0, happened: 0 };
  try {
    await untilLooks(
      oracle,
      1,
      () => child.exitCode,
      () => said,
    );
    for (; total.runs < times; total.runs += 1) {
      const before = looksOf(oracle).length;
      emulator.expireCredentials();
      // The look that runs may still have the old ones.
      const looks = await untilLooks(
        oracle,
        before + 2,
        () => child.exitCode,
        () => said,
      );
      total.owed += MACHINES;
      total.missing += MACHINES - (looks.at(-1) ?? 0);
      total.happened += 1;
    }
    return total;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** How many machines each look found, in the order in which they arrived; 0 where the listing was not whole. */
function looksOf({ bodies }: OracleServer): number[] {
  const looks: number[] = [];
  for (const body of bodies.values()) {
    const { metrics } = WireBatch.parse(JSON.parse(body));
    if (metrics.kind !== 'cycle') continue;
    const scope = metrics.scopes.find((one) => one.scope.endsWith('/ec2'));
    looks.push(scope?.complete === true ? scope.resources : 0);
  }
  return looks;
}

async function untilLooks(oracle: OracleServer, count: number, exitCode: () => number | null, said: () => string): Promise<number[]> {
  for (const deadlineMs = Date.now() + PATIENCE_MS; Date.now() < deadlineMs; await sleep(POLL_MS)) {
    const looks = looksOf(oracle);
    if (looks.length >= count) return looks;
    if (exitCode() !== null) throw new Error(`the agent ended with ${exitCode()}:\n${said()}`);
  }
  throw new Error(`no ${count} looks within ${PATIENCE_MS} ms:\n${said()}`);
}
