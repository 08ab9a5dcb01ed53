import { examineServer, readSecretFile, type ServerExamination, type ServerStep } from '@openfinops/runtime';
import { type Io, writeLines } from '../../../io.ts';
import { renderServerSteps, serverStepsJson } from '../../../render/doctor-server.ts';
import { viewOf } from '../../../render/view.ts';
import type { AnyConfig } from '../../../settings.ts';
import { transportOf } from '../../../transport-of.ts';
import { VERSION } from '../../../version.ts';

export interface DoctorServerFlags {
  readonly config?: string;
  readonly format: 'table' | 'json';
  readonly json?: boolean;
}

/**
 * Goes the way to the server as an agent does and prints what each step found.
 * @returns 0 when no step failed; 78 when what failed stands in the configuration, 69 otherwise
 */
export async function examineTheServer(config: AnyConfig, { format, json = false }: DoctorServerFlags, io: Io): Promise<number> {
  const { server: url } = config;
  const examination = { url, token: tokenOf(config), transport: transportOf(config, io), agentVersion: VERSION };
  const steps = await examineServer(examination, io.signal);
  if (json || format === 'json') await io.out.write(`${JSON.stringify(serverStepsJson(url, steps), null, 2)}\n`);
  else await writeLines(io.out, renderServerSteps(url, steps, viewOf(io)));
  return exitCodeOfSteps(steps);
}

function exitCodeOfSteps(steps: readonly ServerStep[]): number {
  const failed = steps.filter(({ status }) => status === 'fail');
  if (failed.length === 0) return 0;
  return failed.some(({ code }) => code === 'CONFIG_INVALID') ? 78 : 69;
}

function tokenOf({ token, tokenFile }: AnyConfig): ServerExamination['token'] {
  if (tokenFile !== undefined) return { from: tokenFile, read: () => readSecretFile(tokenFile) };
  if (token !== undefined) return { from: 'the setting token', read: async () => ({ secret: token, warnings: [] }) };
  return undefined;
}
