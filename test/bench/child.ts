import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The product as it ships. */
export const BUNDLE = join(ROOT, 'dist/main.mjs');

/** A program of its own process, whose stderr (or stdout, for programs of the bench) tells how far it is. */
export interface Child {
  readonly child: ChildProcess;
  said(): string;
  /** Resolves with the first match in what it said. Rejects when it ends first, or does not say it in time. */
  until(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Resident memory: now (VmRSS), and at its peak so far (VmHWM). */
  memory(): Promise<{ readonly residentBytes: number; readonly peakBytes: number }>;
  stop(): Promise<void>;
}

/** Builds the bundle when it is stale. */
export function buildBundle(): void {
  const bin = join(ROOT, 'packages/cli/bin/openfinops-agent.mjs');
  const { status, stderr } = spawnSync(process.execPath, [bin, '--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the bundle cannot be built: ${stderr}`);
}

/** A bare environment, away from this machine's configuration. */
export function homeIn(dir: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: dir, XDG_CONFIG_HOME: join(dir, 'config'), XDG_STATE_HOME: join(dir, 'state-home') };
}

/** Wall time of a whole process, start to end. Throws when it fails. */
export function timeProcess(args: readonly string[], cwd: string): number {
  const startMs = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { cwd, env: homeIn(cwd), stdio: 'ignore' });
  const wallMs = performance.now() - startMs;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`, { cause: error });
  return wallMs;
}

/** Starts the bundle. */
export function startProduct(args: readonly string[], cwd: string): Child {
  return watch(spawn(process.execPath, [BUNDLE, ...args], { cwd, env: homeIn(cwd), stdio: ['ignore', 'ignore', 'pipe'] }), 'stderr');
}

/** Starts a program of this folder from its source. */
export function startSource(file: string, args: readonly string[]): Child {
  const program = fileURLToPath(new URL(file, import.meta.url));
  return watch(spawn(process.execPath, ['--import', 'tsx', program, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] }), 'stdout');
}

function watch(child: ChildProcess, stream: 'stdout' | 'stderr'): Child {
  let text = '';
  const ended = once(child, 'close');
  child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    child,
    said: () => text,
    async until(pattern, timeoutMs = 60_000) {
      const lastMs = performance.now() + timeoutMs;
      while (performance.now() < lastMs) {
        const found = pattern.exec(text);
        if (found !== null) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before ${pattern} was seen:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`${pattern} was not seen within ${timeoutMs} ms:\n${text}`);
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const bytesOf = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
      return { residentBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
