import type { Log, ProviderDefinition } from '@openfinops/core';
import { cronSchedule, everyInterval, type LoadedConfig, runDaemon, type Schedule } from '@openfinops/runtime';
import { type Agent, openAgent } from './agent.ts';
import { openLog } from './agent-log.ts';
import { openHub } from './hub-server.ts';
import type { Io } from './io.ts';
import type { AnyConfig } from './settings.ts';
import { VERSION } from './version.ts';

/** What runs in this process until it is stopped. */
export interface DaemonPlan {
  readonly definitions: readonly ProviderDefinition[];
  /** Serve the embedded hub beside the agents. */
  readonly withHub: boolean;
}

/**
 * Looks and ships on schedule until SIGINT or SIGTERM; a server that is down ends nothing. Several providers are several agents, each with its
 * own id and memory. The hub, if any, starts first and leaves last, so that what is queued can still be delivered.
 * @returns 0 after a graceful stop
 */
export async function runDaemonCommand(plan: DaemonPlan, loaded: LoadedConfig<AnyConfig>, io: Io): Promise<number> {
  const log = await openLog(loaded.value, io);
  for (const warning of loaded.warnings) log.warn({}, warning);
  const hub = plan.withHub ? await openHub(loaded.value, log) : undefined;
  const ownServer = hub !== undefined && loaded.sources.get('server') === 'default';
  const config = ownServer ? { ...loaded.value, server: hub.url } : loaded.value;
  const agents: Agent[] = [];
  try {
    for (const definition of plan.definitions) agents.push(await openAgent(definition, config, io, log));
    await Promise.all(agents.map((agent) => serve(agent, config, io, log)));
    return 0;
  } finally {
    for (const agent of agents) await agent.close();
    await hub?.close();
    log.info({}, 'stopped');
  }
}

async function serve(agent: Agent, config: AnyConfig, io: Io, log: Log): Promise<void> {
  const { sender, provider, shipping, events, ports, cycle } = agent;
  const { server, interval: intervalSeconds, state } = config;
  log.info({ agentId: sender.agentId, version: VERSION, server, intervalSeconds, state }, 'agent started');
  for (const notice of provider.info.notices) log.warn({ provider: sender.provider }, notice);
  const schedule = await scheduleOf(config, agent);
  await runDaemon({ cycle, shipping, schedule, clock: ports.clock, events, signal: io.signal });
}

async function scheduleOf(config: AnyConfig, { sender, events, ports }: Agent): Promise<Schedule> {
  const onSkipped = () => events.cycleSkipped();
  if (config.cron !== undefined) return await cronSchedule(config.cron, onSkipped);
  return everyInterval({ intervalMs: config.interval * 1000, agentId: sender.agentId, clock: ports.clock, onSkipped });
}
