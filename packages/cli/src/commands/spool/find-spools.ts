import { join } from 'node:path';
import { AgentError, messageOf } from '@openfinops/core';
import { inspectSpool, type SpoolInspection } from '@openfinops/runtime';
import { agentStateDir } from '../../agent-state-dir.ts';
import { PROVIDERS } from '../../registry.ts';
import type { AnyConfig } from '../../settings.ts';

/** The spool of one provider's agent. */
export interface FoundSpool {
  readonly provider: string;
  readonly spool: SpoolInspection;
}

/** The spools below a state directory, as they are now; nothing of them is touched. Throws STATE_UNWRITABLE where one cannot be read. */
export async function findSpools(config: Pick<AnyConfig, 'state'>): Promise<FoundSpool[]> {
  const found: FoundSpool[] = [];
  for (const { id: provider } of PROVIDERS) {
    const dir = join(agentStateDir(config, provider), 'spool');
    const spool = await reading(dir, () => inspectSpool(dir));
    if (spool.exists) found.push({ provider, spool });
  }
  return found;
}

/** What the work brings, or one clear sentence. Throws STATE_UNWRITABLE. */
export async function reading<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const hint = 'Run this as the user that runs the agent, or name another directory with --state.';
    throw new AgentError('STATE_UNWRITABLE', `the spool ${dir} cannot be read: ${messageOf(cause)}`, { hint });
  }
}
