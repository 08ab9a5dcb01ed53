import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The command as npx runs it: builds the bundle when it is stale. */
const BIN = join(ROOT, 'packages/cli/bin/openfinops-agent.mjs');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than the command, seen from the root. */
  readonly script?: string;
  /** Sees the process as it starts. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the built command in a process of its own, away from this machine's configuration. */
export async function runAgent(args: readonly string[], { cwd, env = {}, script, onStart }: RunOptions): Promise<Ended> {
  const program = script === undefined ? BIN : resolve(ROOT, script);
  const home = { PATH: process.env.PATH ?? '', HOME: cwd, XDG_CONFIG_HOME: join(cwd, 'config'), XDG_STATE_HOME: join(cwd, 'state-home') };
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...home, ...env } });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  onStart?.(child);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { exitCode, ...texts };
}

/** An empty directory that goes when the test is over. */
export async function createWorkDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'openfinops-e2e-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
