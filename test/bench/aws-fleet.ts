import { readFile } from 'node:fs/promises';
import { type EmulatorProcess, startEmulator } from './aws-emulator.ts';
import { type AgentRun, bundleOurs, bundleTheirs, type ProcessRun, runAgentOnce, runWatched } from './aws-runs.ts';
import type { Measurement } from './figures.ts';
import type { NaiveRun } from './naive-aws/one-call-each.ts';
import type { PlainRun } from './naive-aws/plain-sdk.ts';
import { runQuietly } from './quiet.ts';
import { growthExponent } from './statistics.ts';

const FLEET = 10_000;
const RUNS = 3;
/** Calls of the serial baseline that are really made; all of them would take two hours. */
const NAIVE_SAMPLE = 60;
const ZONES = ['--zones', '6'] as const;
const EC2_ONLY = ['--services', 'ec2'] as const;

/** The shipped agent beside the SDK as it comes, and beside one call for each metric; at 1,000, 10,000 and 100,000 instances. */
export async function measureFleet(cwd: string): Promise<Measurement[]> {
  const small = await withEmulator(1000, (emulator) => runAgentOnce(emulator, cwd, EC2_ONLY));
  const larges = await withEmulator(100_000, (emulator) => repeat(() => runAgentOnce(emulator, cwd, EC2_ONLY)));
  const everything = await withEmulator(FLEET, (emulator) => runAgentOnce(emulator, cwd, []), []);
  const throttled = await withEmulator(1000, (emulator) => runAgentOnce(emulator, cwd, EC2_ONLY), ['--even', '--throttle', '0.3']);
  if (throttled.points < small.points * 0.99) throw new Error(`throttled, the agent read ${throttled.points} of ${small.points} datapoints`);
  return await withEmulator(FLEET, async (emulator) => {
    const { ours, plain, bare, stolenRatios } = await runBeside(emulator, cwd);
    const gaps = await runForGaps(emulator, cwd);
    const oneCallEach = await bundleTheirs('naive-aws/one-call-each.ts', cwd);
    const naive = await runProgram<NaiveRun>(oneCallEach, emulator, cwd, [String(NAIVE_SAMPLE)]);
    const [[run], [large]] = [ours, larges];
    if (run === undefined || large === undefined) throw new Error('nothing was measured');
    return [
      { figure: 'aws.calls', samples: ours.map(({ calls }) => calls), baseline: [naive.calls] },
      { figure: 'aws.all-calls', samples: [everything.calls] },
      { figure: 'aws.wall', samples: bare.map(({ wallMs }) => wallMs / 1000), baseline: plain.map(({ wallMs }) => wallMs / 1000) },
      { figure: 'aws.agent-wall', samples: ours.map(({ wallMs }) => wallMs / 1000), baseline: plain.map(({ wallMs }) => wallMs / 1000) },
      { figure: 'aws.serial', samples: ours.map(({ wallMs }) => wallMs / 1000), baseline: [naive.wallMs / 1000] },
      { figure: 'aws.cpu', samples: bare.map(({ cpuMs }) => cpuMs / 1000), baseline: plain.map(({ cpuMs }) => cpuMs / 1000) },
      { figure: 'aws.stolen', samples: stolenRatios.map((ratio) => ratio * 100) },
      { figure: 'aws.agent-cpu', samples: ours.map(({ cpuMs }) => cpuMs / 1000), baseline: plain.map(({ cpuMs }) => cpuMs / 1000) },
      { figure: 'aws.peak', samples: ours.map(({ peakBytes }) => peakBytes / 1e6), baseline: plain.map(({ peakBytes }) => peakBytes / 1e6) },
      { figure: 'aws.collection-peak', samples: bare.map(({ peakBytes }) => peakBytes / 1e6) },
      { figure: 'aws.gap', ...gaps },
      { figure: 'aws.first-call', samples: [small, ...ours, everything].map(({ firstCallMs }) => firstCallMs) },
      { figure: 'aws.throttled-calls', samples: [throttled.calls], baseline: [small.calls] },
      { figure: 'aws.growth', samples: [growthOf(small, 1000, run, FLEET), growthOf(run, FLEET, large, 100_000)] },
      { figure: 'aws.resource-bytes', samples: larges.map(({ peakBytes }) => (peakBytes - run.peakBytes) / (100_000 - FLEET)) },
    ];
  });
}

/** The agent, the SDK as it comes, and the agent's provider alone. */
interface Beside {
  readonly ours: AgentRun[];
  readonly plain: ProcessRun[];
  readonly bare: ProcessRun[];
  /** Of each of these runs, what the host took of the processors. */
  readonly stolenRatios: number[];
}

/** Longest time in which the event loop served nobody, of the agent and of the SDK as it comes. */
async function runForGaps(emulator: EmulatorProcess, cwd: string): Promise<{ readonly samples: number[]; readonly baseline: number[] }> {
  const samples = await repeat(async () => gapOf(await runAgentOnce(emulator, cwd, EC2_ONLY, { gap: true })));
  const plainSdk = await bundleTheirs('naive-aws/plain-sdk.ts', cwd);
  return { samples, baseline: [gapOf(await runWatched(['--no-warnings', plainSdk], emulator.url, cwd, { gap: true }))] };
}

function gapOf({ gapMs }: ProcessRun): number {
  if (gapMs === null) throw new Error('nobody watched the event loop');
  return gapMs;
}

/** In turns, so that a slow minute of this machine meets both. Throws when a run did not read everything. */
async function runBeside(emulator: EmulatorProcess, cwd: string): Promise<Beside> {
  const beside: Beside = { ours: [], plain: [], bare: [], stolenRatios: [] };
  const plainSdk = await bundleTheirs('naive-aws/plain-sdk.ts', cwd);
  const provider = await bundleOurs('aws-collection.ts', cwd);
  for (let run = 0; run < RUNS; run += 1) {
    const theirs = await runQuietly(() => runProgram<PlainRun>(plainSdk, emulator, cwd));
    const collection = await runQuietly(() => runProgram<{ points: number }>(provider, emulator, cwd));
    const agent = await runQuietly(() => runAgentOnce(emulator, cwd, EC2_ONLY));
    const [readByUs, readByThem] = [agent.run.points, theirs.run.points];
    if (readByUs < readByThem * 0.99) throw new Error(`the agent read ${readByUs} datapoints, the plain SDK ${readByThem}`);
    beside.plain.push(theirs.run.run);
    beside.bare.push(collection.run.run);
    beside.ours.push(agent.run);
    beside.stolenRatios.push(theirs.stolenRatio, collection.stolenRatio, agent.stolenRatio);
  }
  return beside;
}

async function repeat<T>(run: () => Promise<T>): Promise<T[]> {
  const runs: T[] = [];
  for (let made = 0; made < RUNS; made += 1) runs.push(await run());
  return runs;
}

async function runProgram<Said>(
  program: string,
  emulator: EmulatorProcess,
  cwd: string,
  args: readonly string[] = [],
): Promise<Said & { run: ProcessRun }> {
  const run = await runWatched(['--no-warnings', program, ...args], emulator.url, cwd);
  if (run.exitCode !== 0) throw new Error(`${program} ended with ${run.exitCode}`);
  return { ...(JSON.parse(await readFile(run.output, 'utf8')) as Said), run };
}

async function withEmulator<T>(instances: number, use: (emulator: EmulatorProcess) => Promise<T>, more: readonly string[] = ['--even']): Promise<T> {
  const emulator = await startEmulator(['--instances', String(instances), ...ZONES, ...more]);
  try {
    return await use(emulator);
  } finally {
    await emulator.stop();
  }
}

function growthOf(from: AgentRun, fromSize: number, to: AgentRun, toSize: number): number {
  return growthExponent({ size: fromSize, cost: from.cpuMs }, { size: toSize, cost: to.cpuMs });
}
