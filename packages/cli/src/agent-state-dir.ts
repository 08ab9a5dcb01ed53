import { join } from 'node:path';
import type { AnyConfig } from './settings.ts';

/** Each provider's agent has a directory of its own under `state`: its id, its ledgers. */
export function agentStateDir(config: Pick<AnyConfig, 'state'>, providerId: string): string {
  return join(config.state, providerId);
}
