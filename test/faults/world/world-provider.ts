import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  type Collection,
  type Discovery,
  type LookNeeds,
  lookInTurn,
  type Offer,
  type Provider,
  type ProviderDefinition,
  type Resource,
} from '@openfinops/core';
import { z } from 'zod';
import {
  HOUR_MS,
  machinesOf,
  ourTimeMs,
  STALL_VARIABLE,
  scopesOf,
  WORLD_ACCOUNT,
  WORLD_SKU,
  WORLD_VARIABLE,
  type WorldMachine,
  type WorldSpec,
  worldBirthMs,
  worldTimeMs,
} from './world.ts';
import { createWorldPrices } from './world-prices.ts';

const OFFER: Offer = { sku: WORLD_SKU, amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} };
const RULE = { proof: 'existence', backfillHours: 24, minimumMs: 0, offerMayChange: false, source: 'the world of the fault tests' } as const;

/** The one part of the agent under test that is not the product. */
export const definition: ProviderDefinition<Record<string, never>> = {
  id: 'world',
  summary: 'The world of the fault tests',
  options: z.strictObject({}),
  permissions: [],
  async create(_options, { env, clock }) {
    return createWorldProvider(JSON.parse(env[WORLD_VARIABLE] ?? '') as WorldSpec, clock.nowMs, env[STALL_VARIABLE]);
  },
};

/** @param stallFile while it is there, the next look holds the event loop for the ms that it says, and takes it away */
function createWorldProvider(spec: WorldSpec, nowMs: () => number, stallFile: string | undefined): Provider {
  async function* discover(signal: AbortSignal): AsyncGenerator<Discovery> {
    holdLoop(stallFile);
    for (const scope of scopesOf(spec)) {
      signal.throwIfAborted();
      yield { type: 'scope', scope, observedAtMs: worldTimeMs(spec, ourTimeMs(spec, nowMs)) };
      const machines = machinesOf(scope, spec);
      for (const machine of machines) yield { type: 'resource', resource: toResource(machine, spec) };
      yield { type: 'done', scope, count: machines.length, calls: 1 };
    }
  }
  async function* collect(resources: readonly Resource[], { signal }: LookNeeds): AsyncGenerator<Collection> {
    for (const { id: resourceId } of resources) {
      signal.throwIfAborted();
      yield { type: 'series', series: { ...USE, resourceId, startMs: spec.startMs } };
    }
  }
  return {
    info: { accountId: WORLD_ACCOUNT, region: 'global', hostname: 'world', notices: [] },
    billingRules: { ec2: { compute: RULE } },
    priceSources: [createWorldPrices('world')],
    probe: async () => [{ name: 'world', ok: true, detail: 'it is there' }],
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),
    discover,
    look: lookInTurn(discover, collect),
  };
}

/** As a loop without end would, for a while. */
function holdLoop(stallFile: string | undefined): void {
  if (stallFile === undefined || !existsSync(stallFile)) return;
  const endMs = performance.now() + Number(readFileSync(stallFile, 'utf8'));
  rmSync(stallFile);
  while (performance.now() < endMs);
}

const USE = { name: 'cpu.utilization', unit: '1', statistic: 'average', stepMs: 300_000, values: [0.5] } as const;

function toResource({ scope, id }: WorldMachine, spec: WorldSpec): Resource {
  const startMs = worldBirthMs(spec);
  return {
    id,
    scope,
    kind: 'machine',
    name: id.slice(scope.length + 1),
    sku: WORLD_SKU,
    state: 'running',
    startedMs: startMs,
    purchase: 'on-demand',
    attributes: {},
    sightings: [{ meter: 'compute', bills: true, offer: OFFER, createdMs: startMs, startMs }],
    tags: {},
  };
}
