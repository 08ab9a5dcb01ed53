import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** What the agent wrote to its obligations descriptor once `append` had resolved. */
export interface Obligation {
  readonly batch: string;
  readonly kind: 'cost' | 'use' | 'cycle';
  readonly expires_ms: number | null;
  readonly records: number;
  readonly charges: readonly string[];
  readonly safety: 'durable' | 'held' | 'dropped';
}

/** One life of the agent. */
export interface AgentProcess {
  readonly child: ChildProcess;
  readonly obligations: readonly Obligation[];
  stderr(): string;
  /** Resolves once something is owed. Rejects when it ends first, or after 30 s. */
  firstObligation(): Promise<void>;
  /** Resolves with the first match on stderr. Rejects when it ends first, or after 30 s. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves once stderr has a text so many times. Rejects when it ends first, or after 30 s. */
  untilTimes(text: string, times: number): Promise<void>;
  /** Resolves when it is gone and everything it wrote is here. */
  readonly ended: Promise<AgentEnd>;
}

export interface AgentEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AgentLaunch {
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What it is started by (`strace …`); must become the agent, or pass signals, standard error and descriptor 3 on to it. */
  readonly wrapper?: readonly string[];
  readonly uid?: number;
}

const PATIENCE_MS = 30_000;

/** Starts the agent away from this machine's configuration, with descriptor 3 for its obligations. */
export function startAgentProcess({ entry, args, env, cwd, wrapper = [], uid }: AgentLaunch): AgentProcess {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, entry, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, OPENFINOPS_OBLIGATIONS_FD: '3', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const obligations: Obligation[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let text = '';
  let hasEnded = false;
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    tell();
  });
  eachLine(child.stdio[3] as Readable, (line) => {
    obligations.push(JSON.parse(line) as Obligation);
    tell();
  });
  const ended = new Promise<AgentEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
      tell();
    });
  });
  const waitFor = <T>(what: string, look: () => T | null): Promise<T> =>
    new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        listeners.delete(check);
        clearTimeout(timer);
        settle();
      };
      const check = (): void => {
        const found = look();
        if (found !== null) done(() => resolve(found));
        else if (hasEnded) done(() => reject(new Error(`the agent ended before ${what}:\n${text}`)));
      };
      const timer = setTimeout(() => done(() => reject(new Error(`not within ${PATIENCE_MS} ms: ${what}:\n${text}`))), PATIENCE_MS);
      listeners.add(check);
      check();
    });

  return {
    child,
    obligations,
    ended,
    stderr: () => text,
    untilTimes: async (what, times) => {
      await waitFor(`it said ${what} ${times} times`, () => (countOf(what, { stderr: () => text }) >= times ? true : null));
    },
    firstObligation: async () => {
      await waitFor('it owed anything', () => obligations[0] ?? null);
    },
    until: (pattern) => waitFor(`it said ${pattern}`, () => pattern.exec(text)),
  };
}

/** How often its stderr has a text so far. */
export function countOf(text: string, { stderr }: Pick<AgentProcess, 'stderr'>): number {
  return stderr().split(text).length - 1;
}

/** Whole lines only: what a killed process wrote in part is no obligation. */
function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
