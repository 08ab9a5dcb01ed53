import {
  type Collection,
  type Discovery,
  type LookNeeds,
  lookInTurn,
  type Ports,
  type Provider,
  type Resource,
  type ScopeId,
  scopeId,
} from '@openfinops/core';
import { billingRules } from './billing-rules.ts';
import { collectMachine } from './collect-machine.ts';
import { clockBeforeBuild, parseCursor } from './cursor.ts';
import type { Host } from './host/host.ts';
import { createLinuxHost } from './host/linux-host.ts';
import { createPortableHost, type SystemInformation } from './host/portable-host.ts';
import type { SourceProblem } from './host/source.ts';
import { decideHosting } from './hosting.ts';
import { lookNow, type TimedLook } from './measure.ts';
import { noticesOf } from './notices.ts';
import type { OnpremOptions } from './options.ts';
import { createPowerSampler } from './power-sampler.ts';
import { probeCard, probePower } from './probe.ts';
import { createRateCardPrices } from './rate-card-prices.ts';
import { ownedSightings } from './sightings.ts';
import { skuOf, toResource } from './to-resource.ts';

/** Where the machine is looked for; the defaults are the real world. */
export interface OnpremWorld {
  /** Of the clouds' metadata services. */
  readonly metadataUrl?: string;
  readonly loadSystemInformation?: () => Promise<SystemInformation>;
  /** A look taken before this: the first measurement starts there. */
  readonly firstLook?: TimedLook;
}

/** One machine: the one that the agent runs on, or whose files lie under `root`. */
export async function createOnpremProvider(options: OnpremOptions, ports: Ports, world: OnpremWorld = {}): Promise<Provider> {
  const { clock, platform } = ports;
  const host = createHost(options, ports, world);
  const inventory = await host.inventory();
  const { metadataUrl: baseUrl } = world;
  const hosting = await decideHosting({ hosting: options.hosting, dmi: inventory.dmi, ports, ...(baseUrl === undefined ? {} : { baseUrl }) });
  const accountId = options.card?.site ?? 'onprem';
  const scope = scopeId({ provider: 'onprem', accountId, region: 'global', service: 'host' });
  let recent: TimedLook = await lookNow(host, clock);
  let baseline: TimedLook | undefined = world.firstLook ?? recent;
  const sku = skuOf(inventory, hosting, recent.look.vcpus);
  const power = hosting.kind === 'owned' ? options.card?.power : undefined;
  const sampler = power?.measured === undefined ? undefined : createPowerSampler(host, power.measured, clock, power.otherWatts);

  async function* discover(signal: AbortSignal): AsyncGenerator<Discovery> {
    signal.throwIfAborted();
    recent = await lookNow(host, clock);
    await sampler?.sample();
    signal.throwIfAborted();
    const { look } = recent;
    const clockWrong = clockBeforeBuild(look.atMs);
    yield { type: 'scope', scope, observedAtMs: look.atMs };
    for (const problem of inventory.problems) yield toProblem('discover', scope, problem);
    if (clockWrong !== undefined) yield toProblem('discover', scope, clockWrong);
    signal.throwIfAborted();
    const sightings =
      hosting.kind === 'cloud'
        ? []
        : ownedSightings({ card: options.card, sku, atMs: look.atMs, bootMs: look.bootMs, clockWrong: clockWrong !== undefined });
    const name = options.name ?? inventory.hostname;
    yield { type: 'resource', resource: toResource({ scope, name, platform, inventory, hosting, look, sku, sightings }) };
    signal.throwIfAborted();
    yield { type: 'done', scope, count: 1, calls: 0 };
  }

  async function* collect(resources: readonly Resource[], { cursorOf, signal }: LookNeeds): AsyncGenerator<Collection> {
    signal.throwIfAborted();
    const resource = resources.find(({ id }) => id === `onprem://${inventory.machine}/host`);
    if (resource === undefined) return;
    const collected = await collectMachine({
      options,
      ports,
      host,
      scope,
      resourceId: resource.id,
      sku,
      power,
      sampler,
      recent: baseline ?? recent,
      cursor: parseCursor(cursorOf(scope)),
      signal,
    });
    baseline = undefined;
    for (const problem of collected.problems) yield toProblem('collect', scope, problem);
    for (const item of collected.items) {
      signal.throwIfAborted();
      yield item;
    }
    sampler?.start();
  }

  return {
    info: { accountId, region: 'global', hostname: inventory.hostname, notices: noticesOf(options, hosting, platform) },
    billingRules,
    priceSources: [createRateCardPrices({ accountId, card: options.card, isExample: options.exampleCard })],
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),

    async probe() {
      return [...(await host.probe()), await probePower(host, hosting, power), probeCard(options, hosting)];
    },

    discover,
    look: lookInTurn(discover, collect),

    async close() {
      await sampler?.stop();
    },
  };
}

function createHost({ root }: OnpremOptions, { files, clock, platform }: Ports, { loadSystemInformation }: OnpremWorld): Host {
  if (platform === 'linux') return createLinuxHost({ root, files, clock });
  return createPortableHost({ clock, platform, ...(loadSystemInformation === undefined ? {} : { load: loadSystemInformation }) });
}

function toProblem(stage: 'discover' | 'collect', scope: ScopeId, problem: SourceProblem): Extract<Discovery & Collection, { type: 'problem' }> {
  return { type: 'problem', problem: { stage, scope, ...problem } };
}
