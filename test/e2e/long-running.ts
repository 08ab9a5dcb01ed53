import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './run-agent.ts';

/** A command that runs until it is stopped. */
export interface Running {
  readonly child: ChildProcess;
  /** Everything on stderr so far. */
  stderr(): string;
  /** Resolves with the first match on stderr. Rejects when the process ends first, or after 30 s. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal and resolves with the exit code; null: it died by the signal. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export interface LongRunningOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than the bundle, seen from the root. */
  readonly script?: string;
}

/** Starts the bundle as it ships (build it first: `runAgent` does), away from this machine's configuration. */
export function startAgent(args: readonly string[], { cwd, env = {}, script = 'dist/main.mjs' }: LongRunningOptions): Running {
  const home = { PATH: process.env.PATH ?? '', HOME: cwd, XDG_CONFIG_HOME: join(cwd, 'config'), XDG_STATE_HOME: join(cwd, 'state-home') };
  const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd, env: { ...home, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      ended = true;
      resolve(code);
      tell();
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    tell();
  });

  return {
    child,
    stderr: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (found === null && !ended) return;
          listeners.delete(look);
          clearTimeout(timer);
          if (found === null) reject(new Error(`it ended before ${pattern} was seen:\n${text}`));
          else resolve(found);
        };
        const timer = setTimeout(() => {
          listeners.delete(look);
          reject(new Error(`${pattern} was not seen within 30 s:\n${text}`));
        }, 30_000);
        listeners.add(look);
        look();
      }),
    async stop(signal) {
      child.kill(signal);
      return await closed;
    },
  };
}

/** The address that a hub says it serves on. */
export async function hubUrl(running: Running): Promise<string> {
  const [, url = ''] = await running.until(/"url":"(http:[^"]+)"/);
  return url;
}
