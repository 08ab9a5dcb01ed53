import { join } from 'node:path';
import type { Clock, Log } from '@openfinops/core';
import { type OpenedSpool, openSpool } from '@openfinops/runtime';
import { agentStateDir } from './agent-state-dir.ts';
import type { AnyConfig } from './settings.ts';

/** Opens the spool of one provider's agent, and says what was wrong with it. Throws SPOOL_UNWRITABLE: in use by another agent, or not to be had. */
export async function openAgentSpool(config: AnyConfig, providerId: string, clock: Clock, log: Log): Promise<OpenedSpool> {
  const opened = await openSpool({
    dir: join(agentStateDir(config, providerId), 'spool'),
    clock,
    maxBytes: config.spoolMaxBytes,
    maxAgeMs: config.spoolMaxAge * 1000,
    maxFiles: config.spoolMaxFiles,
    minFreeBytes: config.spoolMinFree,
  });
  for (const { code, message, hint } of opened.problems) log.warn({ code, hint }, message);
  return opened;
}
