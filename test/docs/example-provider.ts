import {
  type Collection,
  type Discovery,
  type LookNeeds,
  lookInTurn,
  type Ports,
  type Provider,
  type ProviderDefinition,
  type Resource,
  scopeId,
} from '@openfinops/core';
import * as z from 'zod';

/** Settings: flags (`--inventory`), variables (`OPENFINOPS_ACME_INVENTORY`), keys of the file and docs are all made of this. */
export const AcmeOptions = z.strictObject({
  inventory: z.string().min(1).describe('File with a line for each machine: its name, and how busy it is (0..1)').meta({ placeholder: 'FILE' }),
});
export type AcmeOptions = z.infer<typeof AcmeOptions>;

/** What is known before anything is loaded; `create` is the one place that may import an SDK. */
export const definition: ProviderDefinition<AcmeOptions> = {
  id: 'acme',
  summary: 'Machines rented from Acme, by the hour',
  options: AcmeOptions,
  permissions: [{ name: 'inventory', why: 'Lists the machines', optional: false }],
  create: async (options, ports) => createAcmeProvider(options, ports),
};

const SCOPE = scopeId({ provider: 'acme', accountId: 'acme', region: 'global', service: 'machine' });
const MINUTE_MS = 60_000;

function createAcmeProvider({ inventory }: AcmeOptions, { files, clock }: Ports): Provider {
  const load = async () => parseInventory(await files.readText(inventory));

  async function* discover(signal: AbortSignal): AsyncGenerator<Discovery> {
    signal.throwIfAborted();
    const observedAtMs = clock.nowMs();
    const machines = await load().catch((error: Error) => error);
    if (machines instanceof Error) {
      // One scope that fails is data: the others go on.
      const message = `${inventory} cannot be read: ${machines.message}`;
      yield { type: 'failure', scope: SCOPE, problem: { stage: 'discover', code: 'SOURCE_MISSING', scope: SCOPE, message } };
      return;
    }
    yield { type: 'scope', scope: SCOPE, observedAtMs };
    for (const { name } of machines) {
      signal.throwIfAborted();
      yield { type: 'resource', resource: toResource(name) };
    }
    signal.throwIfAborted();
    // Only this may conclude that a machine which is not listed has vanished.
    yield { type: 'done', scope: SCOPE, count: machines.length, calls: 1 };
  }

  async function* collect(resources: readonly Resource[], { signal }: LookNeeds): AsyncGenerator<Collection> {
    const asked = new Set(resources.map(({ id }) => id));
    signal.throwIfAborted();
    for (const { name, busyRatio } of await load()) {
      const resourceId = idOf(name);
      if (!asked.has(resourceId)) continue;
      const window = { startMs: clock.nowMs() - MINUTE_MS, stepMs: MINUTE_MS };
      yield { type: 'series', series: { resourceId, name: 'cpu.utilization', unit: '1', statistic: 'average', ...window, values: [busyRatio] } };
      signal.throwIfAborted();
    }
  }

  return {
    info: { accountId: 'acme', region: 'global', hostname: 'acme', notices: [] },
    billingRules: {
      machine: {
        compute: { proof: 'none', backfillHours: 24, minimumMs: 0, offerMayChange: false, source: 'Acme price list, 2026-11: by the second' },
      },
    },
    // No prices of its own: they come from tables, or from the operator's `prices.overrides`.
    priceSources: [],
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),

    async probe() {
      const ok = await load().then(Boolean, () => false);
      return [{ name: 'inventory', ok, detail: inventory, ...(ok ? {} : { hint: 'Name a file that can be read with --inventory.' }) }];
    },

    discover,
    look: lookInTurn(discover, collect),
  };
}

/** A figure that cannot be read is null, never 0. */
function parseInventory(text: string): { name: string; busyRatio: number | null }[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [name = '', busy = ''] = line.split(' ');
    return { name, busyRatio: /^(0(\.\d+)?|1)$/.test(busy) ? Number(busy) : null };
  });
}

/** The same at every look and on every agent. */
function idOf(name: string): string {
  return `acme://machine/${encodeURIComponent(name)}`;
}

/** An allow-list: nothing of a foreign reply enters a resource unless it is named here. */
function toResource(name: string): Resource {
  const offer = { sku: 'acme.small', amount: '1', unit: 'h', unitMs: 3_600_000, purchase: 'on-demand', attributes: {} } as const;
  return {
    id: idOf(name),
    scope: SCOPE,
    kind: 'machine',
    name,
    sku: offer.sku,
    state: 'running',
    purchase: offer.purchase,
    attributes: {},
    tags: {},
    sightings: [{ meter: 'compute', bills: true, offer }],
  };
}
