import {
  type BatchWithCommits,
  type CycleOutcome,
  createResourceMemory,
  type Log,
  type Ports,
  type Provider,
  type ProviderDefinition,
  runCycle,
  type Sender,
} from '@openfinops/core';
import {
  type AgentEvents,
  checkTlsFiles,
  comparingClocks,
  createEvents,
  createHealth,
  createMetrics,
  createPoster,
  createRealPorts,
  createRegistration,
  createServerClient,
  createServerSink,
  createShipping,
  openState,
  POST_LIMITS,
  profileOf,
  type RunCycle,
  readSecretFile,
  type Shipping,
  sayOpenHours,
  spoolSamples,
  toRegistration,
  type WatchedAgent,
  within,
} from '@openfinops/runtime';
import { openAgentPrices } from './agent-prices.ts';
import { agentStateDir } from './agent-state-dir.ts';
import { createIdentity } from './identity.ts';
import type { Io } from './io.ts';
import { recordObligations } from './obligations.ts';
import { openAgentSpool } from './open-agent-spool.ts';
import { createOutcomeReporter } from './report-outcome.ts';
import type { AnyConfig } from './settings.ts';
import { transportOf } from './transport-of.ts';
import { createUuidV7 } from './uuid-v7.ts';
import { VERSION } from './version.ts';

/** One provider's agent, ready to run: what it remembers, what it looks at, and the way to the server. */
export interface Agent {
  readonly sender: Sender;
  readonly provider: Provider;
  readonly shipping: Shipping;
  readonly events: AgentEvents;
  readonly ports: Ports;
  readonly cycle: RunCycle<CycleOutcome>;
  /** The charges of the hours that are open when it leaves. */
  readonly farewell: () => AsyncIterable<BatchWithCommits>;
  /** As seen from outside. */
  readonly watched: WatchedAgent;
  /** For a process that does not stay: fetches the prices that the next one will want. Takes ten seconds at most, and fails nothing. */
  catchUpPrices(): Promise<void>;
  close(): Promise<void>;
}

const PRICES_MS = 10_000;

/** Opens state, provider and the way to the server. Throws STATE_UNWRITABLE, or what the provider cannot start without. */
export async function openAgent(definition: ProviderDefinition, config: AnyConfig, io: Io, log: Log): Promise<Agent> {
  const transport = transportOf(config, io);
  await checkTlsFiles(transport);
  const metrics = createMetrics();
  const ports = createRealPorts({ env: io.env, log, metrics });
  const health = createHealth(ports.clock);
  const events = createEvents({ log, metrics, clock: ports.clock, observers: [health.observer] });
  const state = await openState(agentStateDir(config, definition.id), { nowMs: ports.clock.nowMs });
  for (const { code, message, hint } of state.memory.problems) log.warn({ code, hint }, message);
  const openedSpool = await openAgentSpool(config, definition.id, ports.clock, log);
  const provider = await definition.create((config as Readonly<Record<string, unknown>>)[definition.id], ports);
  const sender = await createIdentity({ id: definition.id, info: provider.info, config, keptId: state.memory.agentId, ports });
  if (config.agentId === undefined) await state.keepAgentId(() => sender.agentId);

  const ledgers = new Map(state.memory.ledgers);
  const client = createServerClient({
    url: config.server,
    agentVersion: VERSION,
    nowMs: ports.clock.nowMs,
    poster: comparingClocks(createPoster(POST_LIMITS, transport), { clock: ports.clock, events }),
    onWarnings: (warnings) => events.serverWarned({ warnings }),
    ...tokenOf(config),
  });
  const registration = () => {
    const { agentId, hostname, provider: id, region } = sender;
    return toRegistration({
      agentId,
      hostname,
      provider: id,
      region,
      agentVersion: VERSION,
      intervalMs: config.interval * 1000,
      scopes: [...ledgers.keys()],
    });
  };
  const shipping = createShipping({
    sink: createServerSink(client),
    registration: createRegistration({ client, registrations: () => [registration()], clock: ports.clock, random: ports.random, events }),
    makeSpool: (hooks) => recordObligations(openedSpool.start(hooks), io.env),
    saveLedger: (ledger) => state.saveLedger(ledger),
    clock: ports.clock,
    random: ports.random,
    events,
  });
  const prices = await openAgentPrices(definition, provider, { config, ports, list: 'live' });
  prices.sayProblems();
  const resourceMemory = createResourceMemory();
  const report = createOutcomeReporter(events);
  /** As the server last offered it. */
  const batchBytes = () => profileOf(client.capabilities()).batchBytes;
  const newId = () => createUuidV7(ports.clock.nowMs());

  const cycle: RunCycle<CycleOutcome> = async function* (signal) {
    // Markets move: more may be known of an hour than when its prices were last asked for.
    prices.resolver.forget();
    const input = {
      provider,
      prices: prices.resolver,
      agent: sender,
      clock: ports.clock,
      signal,
      intervalMs: config.interval * 1000,
      maxBatchBytes: batchBytes(),
    };
    const steps = runCycle({ ...input, ledgers: new Map(ledgers), gaps: shipping.takeGaps(), newId, resourceMemory });
    for (;;) {
      const step = await steps.next();
      if (step.done) {
        report(step.value);
        prices.sayProblems();
        return step.value;
      }
      yield step.value;
      // Only what was accepted may be remembered: a batch that could not be spooled is made again.
      for (const { scope, ledger } of step.value.commits) ledgers.set(scope, ledger);
    }
  };
  const farewell = () =>
    sayOpenHours({ ledgers: ledgers.values(), prices: prices.resolver, agent: sender, clock: ports.clock, maxBatchBytes: batchBytes(), newId });
  const watched: WatchedAgent = {
    provider: definition.id,
    agentId: sender.agentId,
    reasons: health.reasons,
    samples: () => [...metrics.snapshot(), ...spoolSamples(shipping.counts())],
  };
  const leaving = new AbortController();
  const fetchingPrices = prices.run(leaving.signal).catch((error: unknown) => log.error({ error }, 'prices are fetched no more'));
  const catchUpPrices = async (): Promise<void> => {
    await within(
      ports.clock,
      PRICES_MS,
      prices.catchUp(leaving.signal).catch(() => {}),
    );
  };
  const close = async (): Promise<void> => {
    leaving.abort();
    await Promise.all([fetchingPrices, provider.close?.()]);
  };
  return { sender, provider, shipping, events, ports, cycle, farewell, watched, catchUpPrices, close };
}

function tokenOf({ token, tokenFile }: AnyConfig): { token?: () => Promise<string> } {
  if (tokenFile !== undefined) return { token: async () => (await readSecretFile(tokenFile)).secret.reveal() };
  if (token !== undefined) return { token: () => Promise.resolve(token.reveal()) };
  return {};
}
