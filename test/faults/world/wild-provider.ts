import type { Discovery, LookItem, MetricSeries, Offer, Provider, ProviderDefinition, Resource } from '@openfinops/core';
import { z } from 'zod';
import { HOUR_MS, WORLD_ACCOUNT, WORLD_SKU } from './world.ts';
import { createWorldPrices } from './world-prices.ts';

/** How many resources there are: how the agent under test learns of the wild. */
export const WILD_VARIABLE = 'OPENFINOPS_FAULTS_WILD';
/** One resource in so many has 64 tags of a kilobyte. */
export const HEAVY_EVERY = 100;

const RESOURCES_PER_SCOPE = 10_000;
/** One resource in so many is odd in name, tags and numbers. */
const ODD_EVERY = 10;
const HUGE_CHARS = 5_000_000;
const KILOBYTE = 'k'.repeat(1024);
const OFFER: Offer = { sku: WORLD_SKU, amount: '1', unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} };
const RULE = { proof: 'existence', backfillHours: 24, minimumMs: 0, offerMayChange: false, source: 'the wild of the fault tests' } as const;

/** Halves of characters, names that every object has, NUL, text from right to left, and what else breaks a careless writer of JSON. */
const ODD_TEXTS = [
  '\ud800',
  'x\udfff',
  '__proto__',
  'constructor',
  'a\u0000b',
  '\u202eabc',
  'שלום עולם',
  '👩‍👩‍👧 e\u0301',
  '"\\\r\n\t\u001b[31m',
  '\u2028\u2029\ufeff',
  '</script>',
  '',
];
const ODD_NUMBERS = [1e308, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324];

/** Very many resources, as their owners' own text and broken sources may leave them. */
export const definition: ProviderDefinition<Record<string, never>> = {
  id: 'wild',
  summary: 'The wild of the fault tests',
  options: z.strictObject({}),
  permissions: [],
  async create(_options, { env, clock }) {
    return createWildProvider(Number(env[WILD_VARIABLE]), clock.nowMs);
  },
};

function createWildProvider(count: number, nowMs: () => number): Provider {
  return {
    info: { accountId: WORLD_ACCOUNT, region: 'global', hostname: 'wild', notices: [] },
    billingRules: { ec2: { compute: RULE } },
    priceSources: [createWorldPrices('wild')],
    probe: async () => [{ name: 'wild', ok: true, detail: 'it is there' }],
    plan: () => ({ calls: 0, billedUnits: 0, usdPerMonth: '0' }),
    discover: (signal) => list(count, nowMs, signal),
    async *look({ signal }): AsyncGenerator<LookItem[]> {
      let no = 0;
      for await (const item of list(count, nowMs, signal)) {
        if (item.type !== 'resource') {
          yield [item];
          continue;
        }
        yield [item, { type: 'series', series: useOf(item.resource, no, nowMs()) }];
        no += 1;
      }
    },
  };
}

async function* list(count: number, nowMs: () => number, signal: AbortSignal): AsyncGenerator<Discovery> {
  for (let first = 0; first < count; first += RESOURCES_PER_SCOPE) {
    signal.throwIfAborted();
    const scope = `wild/${WORLD_ACCOUNT}/region-${first / RESOURCES_PER_SCOPE}/ec2`;
    const observedAtMs = nowMs();
    const last = Math.min(count, first + RESOURCES_PER_SCOPE);
    yield { type: 'scope', scope, observedAtMs };
    for (let no = first; no < last; no += 1) yield { type: 'resource', resource: toResource(no, scope, observedAtMs) };
    yield { type: 'done', scope, count: last - first, calls: 1 };
  }
}

const USE = { name: 'cpu.utilization', unit: '1', statistic: 'average', stepMs: 300_000 } as const;

function useOf({ id: resourceId }: Resource, no: number, nowMs: number): MetricSeries {
  return { ...USE, resourceId, startMs: nowMs - USE.stepMs, values: [at(ODD_NUMBERS, no)] };
}

function toResource(no: number, scope: string, nowMs: number): Resource {
  const startMs = nowMs - 48 * HOUR_MS;
  const isOdd = no % ODD_EVERY === 0;
  return {
    id: `${scope}/machine-${no}`,
    scope,
    kind: 'machine',
    name: isOdd ? at(ODD_TEXTS, no / ODD_EVERY) : `machine-${no}`,
    sku: WORLD_SKU,
    state: 'running',
    startedMs: startMs,
    purchase: 'on-demand',
    attributes: {},
    capacity: { vcpus: 4, ...(isOdd ? { memoryBytes: at(ODD_NUMBERS, no / ODD_EVERY) } : {}) },
    sightings: [{ meter: 'compute', bills: true, offer: OFFER, createdMs: startMs, startMs }],
    tags: tagsOf(no),
  };
}

/** Own properties, whatever they are called. */
function tagsOf(no: number): Readonly<Record<string, string>> {
  if (no === 1) return { huge: `${ODD_TEXTS[0]}${'h'.repeat(HUGE_CHARS)}` };
  if (no % HEAVY_EVERY === 0) return Object.fromEntries(Array.from({ length: 64 }, (_, tag) => [`tag-${tag}`, KILOBYTE]));
  if (no % ODD_EVERY !== 0) return {};
  return Object.fromEntries(ODD_TEXTS.map((text, tag) => [text, at(ODD_TEXTS, no + tag)]));
}

function at<Entry>(list: readonly Entry[], no: number): Entry {
  const entry = list[Math.floor(no) % list.length];
  if (entry === undefined) throw new RangeError('an empty list has no entry');
  return entry;
}
