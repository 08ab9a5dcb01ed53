import { AgentError, type Ledger, type Log, type ScopeId } from '@openfinops/core';
import { readMemory } from '@openfinops/runtime';

/** What the agent of this state directory remembers of one provider. */
export interface Recollection {
  readonly agentId: string | null;
  readonly ledgers: ReadonlyMap<ScopeId, Ledger>;
}

const NOTHING: Recollection = { agentId: null, ledgers: new Map() };

/** Reads the memory and makes nothing. A directory that this user may not read is said and done without: a dry run is for everyone. */
export async function recall(stateDir: string, provider: string, log: Log): Promise<Recollection> {
  try {
    const { agentId, ledgers, problems } = await readMemory(stateDir);
    for (const { code, message, hint } of problems) log.warn({ code, hint }, message);
    return { agentId, ledgers: new Map([...ledgers].filter(([scope]) => scope.startsWith(`${provider}/`))) };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    log.warn({ code: error.code, reason: error.message }, 'what was remembered cannot be read: this look stands alone');
    return NOTHING;
  }
}
