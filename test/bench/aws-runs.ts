import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { totalOf } from '../../packages/testing/src/aws/call-book.ts';
import { HOW } from '../../scripts/bundle.mjs';
import { awsEnvironment, type EmulatorProcess } from './aws-emulator.ts';
import { BUNDLE, homeIn } from './child.ts';

/** What a whole process took, as watch-process.mjs says, and what it printed. */
export interface ProcessRun {
  readonly firstCallMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** Longest time in which the event loop served nobody, from the first call on; null: nobody watched. */
  readonly gapMs: number | null;
  readonly exitCode: number | null;
  /** What it printed, a file. */
  readonly output: string;
}

/** A run of the product beside what the emulator counted of it. */
export interface AgentRun extends ProcessRun {
  readonly calls: number;
  readonly billedUnits: number;
  /** Datapoints in what it printed. */
  readonly points: number;
}

const WATCH = fileURLToPath(new URL('watch-process.mjs', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What costs CPU of its own, and is measured in runs of its own. */
export interface Watching {
  readonly gap: boolean;
}

const NO_GAP: Watching = { gap: false };

/** `aws --once` of the shipped bundle. */
export async function runAgentOnce(emulator: EmulatorProcess, cwd: string, args: readonly string[], watching = NO_GAP): Promise<AgentRun> {
  const before = totalOf(await emulator.calls());
  const run = await runWatched([BUNDLE, 'aws', '--region', 'us-west-2', '--once', '--format', 'ndjson', ...args], emulator.url, cwd, watching);
  if (run.exitCode !== 0) throw new Error(`the agent ended with ${run.exitCode}`);
  const after = totalOf(await emulator.calls());
  return { ...run, calls: after.calls - before.calls, billedUnits: after.billedUnits - before.billedUnits, points: await countPoints(run.output) };
}

/** A program of the bench that runs our code, bundled as the product is, so that both start alike. */
export async function bundleOurs(file: string, cwd: string): Promise<string> {
  const outdir = join(cwd, 'ours');
  await build({ ...HOW, entryPoints: { program: join(HERE, file) }, outdir });
  return join(outdir, 'program.mjs');
}

/** A program of the bench that runs others' code, in one file and as small as it gets by itself. */
export async function bundleTheirs(file: string, cwd: string): Promise<string> {
  const outfile = join(cwd, `${file.replaceAll('/', '-').replace('.ts', '')}.mjs`);
  const { platform, format, mainFields, banner } = HOW;
  await build({ platform, format, mainFields, banner, entryPoints: [join(HERE, file)], outfile, bundle: true, minify: true, logLevel: 'error' });
  return outfile;
}

/** A process over the emulator, start to end. */
export async function runWatched(args: readonly string[], url: string, cwd: string, { gap }: Watching = NO_GAP): Promise<ProcessRun> {
  const report = join(cwd, 'report.json');
  const output = join(cwd, 'output.txt');
  const file = await open(output, 'w');
  const env = { ...homeIn(cwd), ...awsEnvironment(url), OPENFINOPS_BENCH_REPORT: report, ...(gap ? { OPENFINOPS_BENCH_GAP: '1' } : {}) };
  const child = spawn(process.execPath, ['--import', WATCH, ...args], { cwd, env, stdio: ['ignore', file.fd, 'inherit'] });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  await file.close();
  return { ...(JSON.parse(await readFile(report, 'utf8')) as Omit<ProcessRun, 'exitCode' | 'output'>), exitCode, output };
}

async function countPoints(output: string): Promise<number> {
  let points = 0;
  const file = await open(output);
  for await (const line of createInterface({ input: file.createReadStream() })) {
    if (!line.includes('"kind":"use"')) continue;
    const { metrics } = JSON.parse(line) as { metrics: { series?: readonly { values: readonly (number | null)[] }[] } };
    for (const { values } of metrics.series ?? []) points += values.filter((value) => value !== null).length;
  }
  return points;
}
