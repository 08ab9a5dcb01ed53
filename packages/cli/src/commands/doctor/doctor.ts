import { AgentError, type Permission, type PermissionProbe } from '@openfinops/core';
import { createMetrics, createRealPorts } from '@openfinops/runtime';
import { type Io, writeLines } from '../../io.ts';
import { createOnceLog } from '../../once-log.ts';
import { type Checked, diagnosisJson, renderDiagnosis } from '../../render/doctor.ts';
import { viewOf } from '../../render/view.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { ChosenProvider } from '../define-for-providers.ts';

export interface DoctorFlags {
  readonly config?: string;
  readonly json?: boolean;
}

/** All checks together: who asks for a doctor waits for it. */
const MOST_MS = 30_000;

/**
 * Tries every permission and source of a provider, by name.
 * @returns 0, or 75 when something that is needed is missing, or 77 when all of it is; throws what keeps the provider from starting
 */
export async function examine({ definition, options, loaded }: ChosenProvider, { json }: DoctorFlags, io: Io): Promise<number> {
  const log = await createOnceLog(loaded, io, undefined);
  const ports = createRealPorts({ env: io.env, log, metrics: createMetrics() });
  const deadline = AbortSignal.timeout(MOST_MS);
  const signal = AbortSignal.any([io.signal, deadline]);
  const provider = await within(definition.create(options, ports), signal, deadline, (late) => void late.close?.());
  try {
    const checked = joinChecks(await within(provider.probe(signal), signal, deadline), definition.permissions);
    const { accountId, region } = provider.info;
    const about = { provider: definition.id, accountId, region };
    if (json) await io.out.write(`${JSON.stringify(diagnosisJson(checked, about), null, 2)}\n`);
    else await writeLines(io.out, renderDiagnosis(checked, about, viewOf(io)));
    return exitCodeOfChecks(checked);
  } finally {
    await provider.close?.();
  }
}

/** What was found, beside why it is asked for and what grants it. What is not known to be optional is needed. */
export function joinChecks(probes: readonly PermissionProbe[], permissions: readonly Permission[]): Checked[] {
  const byName = new Map(permissions.map((permission) => [permission.name, permission]));
  return probes.map((probe) => {
    const { why, optional = false, grant } = byName.get(probe.name) ?? {};
    return { probe, optional, why: why ?? null, grant: grant ?? null };
  });
}

/** 0: all that is needed is there; 75: some of it; 77: none. */
export function exitCodeOfChecks(checked: readonly Checked[]): number {
  const needed = checked.filter(({ optional }) => !optional);
  const missing = needed.filter(({ probe }) => !probe.ok);
  if (missing.length === 0) return 0;
  return missing.length === needed.length ? 77 : 75;
}

async function within<T>(work: Promise<T>, signal: AbortSignal, deadline: AbortSignal, late?: (result: T) => void): Promise<T> {
  try {
    return await untilAborted(work, signal, late);
  } catch (error) {
    if (!deadline.aborted) throw error;
    const hint = 'Something between here and the provider answers nothing: check proxy, DNS and firewall.';
    throw new AgentError('SCOPE_FAILED', `the checks did not end within ${MOST_MS / 1000} s`, { hint, cause: error });
  }
}
