import {
  AgentError,
  type CycleInput,
  type CycleOutcome,
  type Log,
  type Ports,
  type Provider,
  type ProviderDefinition,
  type ResolverWithOverrides,
  runCycle,
} from '@openfinops/core';
import { createMetrics, createRealPorts, type HeapBound, type LoadedConfig, tuneForOneLook } from '@openfinops/runtime';
import { openAgentPrices } from './agent-prices.ts';
import { agentStateDir } from './agent-state-dir.ts';
import { createIdentity } from './identity.ts';
import type { Io } from './io.ts';
import { startProgress } from './live-progress.ts';
import { createOnceLog } from './once-log.ts';
import { reportOutcome } from './outcome.ts';
import { recall } from './recall.ts';
import type { Progress } from './render/progress.ts';
import { createRenderer } from './render/renderer.ts';
import type { AnyConfig } from './settings.ts';
import { untilAborted } from './until-aborted.ts';
import { createUuidV7 } from './uuid-v7.ts';

/** What the hub takes in one request. */
const MAX_BATCH_BYTES = 512 * 1024;

export interface OnceOptions {
  /** A signal that aborts after so many ms. */
  readonly timeout?: (ms: number) => AbortSignal;
  /** What the provider began before the configuration was read. */
  readonly prepared?: Promise<unknown> | undefined;
}

/**
 * The dry run: one cycle over what is remembered, printed. Nothing is sent and nothing is written.
 * @returns the exit code; throws SCOPE_FAILED when the deadline passes, and the signal's reason when the user stops it
 */
export async function runOnce(
  definition: ProviderDefinition,
  loaded: LoadedConfig<AnyConfig>,
  io: Io,
  { timeout = AbortSignal.timeout, prepared }: OnceOptions = {},
): Promise<number> {
  const heap = tuneForOneLook();
  const progress = startProgress(io);
  const log = await createOnceLog(loaded, io, progress);
  for (const warning of loaded.warnings) log.warn({}, warning);
  const ports = createRealPorts({ env: io.env, log, metrics: createMetrics() });
  const deadlineS = loaded.value.deadline;
  const deadline = timeout(deadlineS * 1000);
  const signal = AbortSignal.any([io.signal, deadline]);
  try {
    return await look(definition, { loaded, io, log, ports, progress, heap, signal, prepared });
  } catch (error) {
    if (!deadline.aborted || io.signal.aborted) throw error;
    const hint = 'Give it more time with --deadline, or less to look at.';
    throw new AgentError('SCOPE_FAILED', `the look did not end within ${deadlineS} s`, { hint, cause: error });
  } finally {
    progress?.end();
  }
}

interface World {
  readonly loaded: LoadedConfig<AnyConfig>;
  readonly io: Io;
  readonly log: Log;
  readonly ports: Ports;
  readonly progress: Progress | undefined;
  readonly heap: HeapBound;
  readonly signal: AbortSignal;
  readonly prepared: Promise<unknown> | undefined;
}

async function look(definition: ProviderDefinition, world: World): Promise<number> {
  const { loaded, io, log, ports, progress, signal, prepared } = world;
  const config = loaded.value;
  const section = (config as Readonly<Record<string, unknown>>)[definition.id];
  const provider = await untilAborted(definition.create(section, ports, await prepared), signal, (late) => late.close?.());
  try {
    const memory = await recall(agentStateDir(config, definition.id), definition.id, log);
    const prices = await openAgentPrices(definition, provider, { config, ports, list: 'cached' });
    const { resolver } = prices;
    const outcome = await printCycle(world, provider, {
      provider,
      ledgers: memory.ledgers,
      prices: resolver,
      agent: await createIdentity({ id: definition.id, info: provider.info, config, keptId: memory.agentId, ports }),
      clock: ports.clock,
      signal,
      intervalMs: config.interval * 1000,
      maxBatchBytes: MAX_BATCH_BYTES,
      newId: () => createUuidV7(ports.clock.nowMs()),
      ...(progress === undefined ? {} : { onProgress: progress.report }),
    });
    prices.sayProblems();
    sayUnused(resolver, log);
    return await reportOutcome(outcome, io);
  } finally {
    await provider.close?.();
  }
}

async function printCycle({ loaded, io, progress, heap, signal }: World, provider: Provider, input: CycleInput): Promise<CycleOutcome> {
  const renderer = await createRenderer(loaded.value.format, noticesOf(provider, loaded), io);
  const cycle = runCycle(input);
  for (;;) {
    const step = await untilAborted(cycle.next(), signal);
    if (!step.done) {
      heap.look();
      await renderer.add(step.value.batch);
      continue;
    }
    progress?.end();
    await renderer.end();
    return step.value;
  }
}

/** The first line: what this run does not do, and what an operator must know of its figures. */
function noticesOf(provider: Provider, loaded: LoadedConfig<AnyConfig>): string[] {
  const source = loaded.sources.get('server') ?? 'default';
  return [`Dry run: nothing is sent to ${loaded.value.server} (${source}), nothing is written.`, ...provider.info.notices];
}

/** What the operator wrote for nothing: a slip in a pattern would otherwise show as a wrong price months later. */
function sayUnused(prices: ResolverWithOverrides, log: Log): void {
  for (const index of prices.unusedOverrides()) {
    log.warn({ code: 'OVERRIDE_UNUSED', path: `prices.overrides[${index}]` }, 'price override matched nothing');
  }
  for (const index of prices.unusedCommitments()) {
    log.warn({ code: 'OVERRIDE_UNUSED', path: `prices.commitments[${index}]` }, 'commitment matched nothing');
  }
  for (const index of prices.unratedCommitments()) {
    const hint = 'Give it a rate or a discount: no price table lists its rate.';
    log.warn({ code: 'OVERRIDE_UNUSED', path: `prices.commitments[${index}]`, hint }, 'commitment changed nothing');
  }
}
