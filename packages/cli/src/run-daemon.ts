import { isAbort, type Log, type ProviderDefinition } from '@openfinops/core';
import { cronSchedule, everyInterval, type HealthServer, type LoadedConfig, realClock, runDaemon, type Schedule, within } from '@openfinops/runtime';
import { type Agent, openAgent } from './agent.ts';
import { openLog } from './agent-log.ts';
import { openHealthServer } from './health-server.ts';
import type { HubServer } from './hub-server.ts';
import type { Io } from './io.ts';
import type { AnyConfig } from './settings.ts';
import { untilAborted } from './until-aborted.ts';
import { VERSION } from './version.ts';

/** What runs in this process until it is stopped. */
export interface DaemonPlan {
  readonly definitions: readonly ProviderDefinition[];
  /** Serve the embedded hub beside the agents. */
  readonly withHub: boolean;
}

/** What each of the rest may take to close once the agents have left: whoever asked them to leave waits 15 s at most. */
const CLOSE_MS = 500;

/**
 * Looks and ships on schedule until SIGINT or SIGTERM; a server that is down ends nothing. Several providers are several agents, each with its
 * own id and memory. The hub, if any, starts first and leaves last, so that what is queued can still be delivered.
 * @returns 0 after a graceful stop
 */
export async function runDaemonCommand(plan: DaemonPlan, loaded: LoadedConfig<AnyConfig>, io: Io): Promise<number> {
  const log = await openLog(loaded.value, io);
  for (const warning of loaded.warnings) log.warn({}, warning);
  const agents: Agent[] = [];
  let health: HealthServer | undefined;
  let hub: HubServer | undefined;
  try {
    health = await openHealthServer(loaded.value, log, () => agents.map(({ watched }) => watched));
    if (plan.withHub) hub = await (await import('./hub-server.ts')).openHub(loaded.value, log);
    const config = hub !== undefined && loaded.sources.get('server') === 'default' ? { ...loaded.value, server: hub.url } : loaded.value;
    for (const definition of plan.definitions) {
      agents.push(await untilAborted(openAgent(definition, config, io, log), io.signal, (late) => late.close()));
    }
    await Promise.all(agents.map((agent) => serve(agent, config, io, log)));
    return 0;
  } catch (error) {
    if (io.signal.aborted && isAbort(error)) return 0;
    throw error;
  } finally {
    await within(realClock, CLOSE_MS, Promise.allSettled(agents.map((agent) => agent.close())));
    await within(realClock, CLOSE_MS, Promise.allSettled([hub?.close(), health?.close()]));
    log.info({}, 'stopped');
  }
}

async function serve(agent: Agent, config: AnyConfig, io: Io, log: Log): Promise<void> {
  const { sender, provider, shipping, events, ports, cycle, farewell } = agent;
  const { server, interval: intervalSeconds, state } = config;
  log.info({ agentId: sender.agentId, version: VERSION, server, intervalSeconds, state }, 'agent started');
  for (const notice of provider.info.notices) log.warn({ provider: sender.provider }, notice);
  const schedule = await scheduleOf(config, agent);
  await runDaemon({ cycle, shipping, schedule, clock: ports.clock, events, farewell, signal: io.signal });
}

async function scheduleOf(config: AnyConfig, { sender, events, ports }: Agent): Promise<Schedule> {
  const onSkipped = () => events.cycleSkipped();
  if (config.cron !== undefined) return await cronSchedule(config.cron, onSkipped);
  return everyInterval({ intervalMs: config.interval * 1000, agentId: sender.agentId, clock: ports.clock, onSkipped });
}
