import { AgentError, type ProviderDefinition } from '@openfinops/core';
import { type Io, writeLines } from '../../io.ts';
import { renderPermissions } from '../../render/permissions.ts';
import { policyOf, renderTerraform } from '../../render/policy.ts';
import { viewOf } from '../../render/view.ts';

export interface PermissionsFlags {
  readonly format?: 'json' | 'terraform' | 'list' | undefined;
  /** Leave out what the agent can do without. */
  readonly needed: boolean;
}

/** Prints the least that a provider must be allowed to do. Throws USAGE where a policy is asked for and there is none to write. */
export async function printPermissions(
  { id, permissions: all }: Pick<ProviderDefinition, 'id' | 'permissions'>,
  { format, needed }: PermissionsFlags,
  io: Io,
): Promise<number> {
  const permissions = needed ? all.filter(({ optional }) => !optional) : all;
  const policy = policyOf(permissions);
  if (format === 'list' || (policy === null && format === undefined)) {
    await writeLines(io.out, renderPermissions(permissions, viewOf(io)));
    return 0;
  }
  if (format === 'terraform') {
    const lines = renderTerraform(permissions);
    if (lines === null) throw noPolicy(id);
    await writeLines(io.out, lines);
    return 0;
  }
  if (policy === null) throw noPolicy(id);
  await io.out.write(`${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}

function noPolicy(id: string): AgentError {
  return new AgentError('USAGE', `there is no policy to write for ${id}: it reads what is on the machine itself`, {
    hint: `\`openfinops-agent permissions ${id}\` lists what it reads.`,
  });
}
