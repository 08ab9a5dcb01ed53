import { AgentError, type CycleOutcome, type ErrorCode, exitCodeOf, type ProviderDefinition } from '@openfinops/core';
import { type LoadedConfig, type OnceResult, runOnceAndSend } from '@openfinops/runtime';
import { openAgent } from './agent.ts';
import { openLog } from './agent-log.ts';
import type { Io } from './io.ts';
import type { AnyConfig } from './settings.ts';

/**
 * One real cycle, for cron, a CronJob or a scheduled function: look, deliver, remember, leave.
 * @returns 0 delivered; 69 something could not be delivered in time; 75 some scopes failed, or time ran out; where every scope failed, the exit code of why
 */
export async function sendOnce(definition: ProviderDefinition, loaded: LoadedConfig<AnyConfig>, io: Io): Promise<number> {
  const config = loaded.value;
  const log = await openLog(config, io);
  for (const warning of loaded.warnings) log.warn({}, warning);
  const agent = await openAgent(definition, config, io, log);
  try {
    const { cycle, shipping, events, ports, provider } = agent;
    for (const notice of provider.info.notices) log.info({}, notice);
    const deadlineMs = config.deadline * 1000;
    const result = await runOnceAndSend({ cycle, shipping, clock: ports.clock, events, deadlineMs, signal: io.signal });
    const { delivered, queued, dropped, dead } = result;
    if (!io.signal.aborted) await agent.catchUpPrices();
    await io.err.write(`${delivered} batches delivered${rest({ queued, dropped, dead })} to ${config.server}\n`);
    return exitCodeAfter(result);
  } finally {
    await agent.close();
  }
}

function rest(counts: Readonly<Record<'queued' | 'dropped' | 'dead', number>>): string {
  const words = { queued: 'not delivered in time', dropped: 'dropped', dead: 'refused' };
  const parts = Object.entries(words).flatMap(([name, text]) => {
    const count = counts[name as keyof typeof counts];
    return count === 0 ? [] : [`${count} ${text}`];
  });
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function exitCodeAfter({ queued, dropped, dead, partial, outcome }: OnceResult<CycleOutcome>): number {
  const codeOf = (code: ErrorCode) => exitCodeOf(new AgentError(code, code));
  if (queued > 0) return codeOf('SERVER_UNREACHABLE');
  if (dead > 0) return codeOf('SERVER_REFUSED');
  if (dropped > 0) return codeOf('SPOOL_UNWRITABLE');
  if (partial || outcome === null || outcome.failed === 'some') return codeOf('SCOPE_FAILED');
  if (outcome.failed === 'all') return codeOf(outcome.problems.find(({ stage }) => stage === 'discover')?.code ?? 'SCOPE_FAILED');
  return 0;
}
