import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentProcess } from './agent-process.ts';
import type { Stand } from './stand.ts';

/** One call of the agent on its state directory: the n-th of its name in its thread. */
export interface CallPoint {
  readonly call: string;
  readonly no: number;
  /** What it was made on, with what is random in names left out. */
  readonly target: string;
}

/** Everything by which the agent changes its directory. */
const CALLS = ['openat', 'write', 'fsync', 'fdatasync', 'close', 'rename', 'unlink', 'mkdir', 'ftruncate'];
/** With one thread for files, the calls of a life come in the same order each time. */
const ONE_FILE_THREAD = { UV_THREADPOOL_SIZE: '1' };
/** A single look that delivers and leaves: every kind of write once, and an end that comes by itself. */
const SHORT_LIFE = ['--once', '--send', '--deadline', '10'];

/** A short life under strace, with an injection if there is one (`fsync:error=EIO:when=3`). `trace`: what strace wrote, once it has ended. */
export function launchTraced(stand: Stand, name: string, injection?: string): { readonly life: AgentProcess; trace(): string } {
  const file = join(stand.cwd, `${name}.strace`);
  const inject = injection === undefined ? [] : ['-e', `inject=${injection}`];
  const wrapper = ['strace', '-f', '-D', '-qq', '-y', '-s', '0', '-o', file, '-e', `trace=${CALLS.join(',')}`, ...inject];
  return { life: stand.launch({ args: SHORT_LIFE, env: ONE_FILE_THREAD, wrapper }), trace: () => readFileSync(file, 'utf8') };
}

/** All points of a short life at which the agent is at work on its state. */
export async function findCallPoints(stand: Stand): Promise<CallPoint[]> {
  const { life, trace } = launchTraced(stand, 'calibration');
  const { code } = await life.ended;
  if (code !== 0) throw new Error(`the agent left with ${code} under strace:\n${life.stderr()}`);
  return callPointsIn(trace(), stand.stateDir);
}

export function callPointsIn(trace: string, stateDir: string): CallPoint[] {
  const counts = new Map<string, number>();
  const points: CallPoint[] = [];
  for (const { thread, call, rest } of callsIn(trace)) {
    const no = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, no);
    const target = targetIn(rest, stateDir);
    if (target !== undefined) points.push({ call, no, target });
  }
  return points;
}

/** Whether any thread's call of that name and number was on the state directory. */
export function wasStruckAt(trace: string, { call, no }: CallPoint, stateDir: string): boolean {
  return callPointsIn(trace, stateDir).some((point) => point.call === call && point.no === no);
}

function* callsIn(trace: string): Generator<{ readonly thread: string; readonly call: string; readonly rest: string }> {
  for (const line of trace.split('\n')) {
    const [, thread, call, rest] = /^(\d+)\s+(\w+)\((.*)$/.exec(line) ?? [];
    if (thread !== undefined && call !== undefined && rest !== undefined) yield { thread, call, rest };
  }
}

function targetIn(rest: string, stateDir: string): string | undefined {
  const at = rest.indexOf(stateDir);
  if (at === -1) return undefined;
  const path = /^[^">,]*/.exec(rest.slice(at + stateDir.length))?.[0] ?? '';
  return path.replaceAll(/[0-9a-f-]{8,}/g, '*');
}
