import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CallCount } from '../../packages/testing/src/aws/call-book.ts';

/** The emulator in a process of its own, as slow as AWS. */
export interface EmulatorProcess {
  readonly url: string;
  /** What came in since it started. */
  calls(): Promise<readonly CallCount[]>;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../packages/testing/src/aws/serve.ts', import.meta.url));

export async function startEmulator(args: readonly string[]): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...args], { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the emulator ended');
    return JSON.parse(line.value) as T;
  };
  const { url } = await next<{ url: string }>();
  return {
    url,
    async calls() {
      child.stdin.write('calls\n');
      return (await next<{ calls: readonly CallCount[] }>()).calls;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What the SDK takes from its environment to reach the emulator and nothing else. */
export function awsEnvironment(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
