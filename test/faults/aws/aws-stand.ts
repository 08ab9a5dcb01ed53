import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WireDocument } from '../../../packages/core/src/wire.ts';
import { type AwsEmulator, type AwsEmulatorOptions, startAwsEmulator } from '../../../packages/testing/src/aws/start-aws-emulator.ts';
import { BUNDLE, homeIn } from '../../bench/child.ts';

/** One look of the shipped agent, as `--once --format json` tells it. */
export interface AwsLook {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** null: it printed none. */
  readonly document: WireDocument | null;
}

/** An emulator, and a directory for the agent that looks at it. */
export interface AwsStand {
  readonly emulator: AwsEmulator;
  readonly cwd: string;
  look(args: readonly string[]): Promise<AwsLook>;
  close(): Promise<void>;
}

/** Credentials that do not end. */
export const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'made-up', AWS_EC2_METADATA_DISABLED: 'true' } as const;

export async function openAwsStand(options: AwsEmulatorOptions): Promise<AwsStand> {
  const emulator = await startAwsEmulator(options);
  const cwd = await mkdtemp(join(tmpdir(), 'openfinops-aws-'));
  return {
    emulator,
    cwd,
    async look(args) {
      const env = { ...homeIn(cwd), ...KEYS, AWS_ENDPOINT_URL: emulator.url };
      const child = spawn(process.execPath, [BUNDLE, 'aws', '--once', '--format', 'json', ...args], { cwd, env });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => {
          texts[name] += text;
        });
      }
      const exitCode = await new Promise<number | null>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', resolve);
      });
      const document = texts.stdout === '' ? null : WireDocument.parse(JSON.parse(texts.stdout));
      return { exitCode, stderr: texts.stderr, document };
    },
    async close() {
      await emulator.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

/** Ids behind the last slash of the ARNs of one service. */
export function idsOf(document: WireDocument | null, service: string): string[] {
  const resources = document?.resources.filter((resource) => resource.service === service) ?? [];
  return resources.map(({ id }) => id.slice(id.lastIndexOf('/') + 1));
}

/** What should be there beside what is: missing, and there more than once. */
export function compareIds(owed: readonly string[], found: readonly string[]): { owed: number; missing: number; duplicates: number } {
  const there = new Set(found);
  return { owed: owed.length, missing: owed.filter((id) => !there.has(id)).length, duplicates: found.length - there.size };
}
