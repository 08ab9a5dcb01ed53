import * as z from 'zod';
import { MAX_WIRE_TEXT } from './fit-text.ts';
import { METERS } from './model.ts';
import { MISSING_REASONS, PRICE_SOURCES } from './pricing.ts';

/**
 * The wire contract (docs/wire.md): what an agent posts and what a hub reads. snake_case with units, times in epoch seconds with up to three
 * decimals, money as decimal strings, unknown is null with a reason. docs/batch.schema.json is generated from these types.
 */
export const BATCH_SCHEMA = 'openfinops.batch/1';

const Text = z.string().max(MAX_WIRE_TEXT);
const Seconds = z.number().min(0).max(253_402_300_800).describe('epoch seconds, up to three decimals');
/** At most 40 digits before and 40 after the point: enough for every price, too short to be an attack. */
const DecimalText = z
  .string()
  .max(81)
  .regex(/^\d{1,40}(\.\d{1,40})?$/)
  .describe('decimal, plain notation, not negative');
const Currency = z.string().regex(/^[A-Z]{3}$/);
const SpanPair = z.tuple([Seconds, Seconds]);

export const WirePrice = z.object({
  source: z.enum(PRICE_SOURCES),
  as_of: Text,
  id: Text.nullable(),
  basis: z.enum(['list', 'spot', 'negotiated', 'rate-card', 'amortized', 'estimate']),
  estimated: z.boolean(),
  tier_not_applied: z.boolean(),
});

export const WireLine = z.object({
  from: Seconds,
  to: Seconds,
  sku: Text,
  purchase: z.enum(['on-demand', 'spot', 'capacity-block', 'owned', 'unknown']),
  amount: DecimalText,
  unit: Text,
  unit_s: z.number().positive().nullable(),
  evidence: z.literal([0, 1, 2, 3]),
  unsettled: z.boolean(),
  list_price: DecimalText.nullable(),
  effective_price: DecimalText.nullable(),
  price: WirePrice.nullable(),
  missing: z.enum(MISSING_REASONS).nullable(),
  quantity: DecimalText,
  list_cost: DecimalText.nullable(),
  effective_cost: DecimalText.nullable(),
});

export const WireCharge = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  scope: Text,
  resource_id: Text,
  meter: z.enum(Object.keys(METERS) as [keyof typeof METERS]),
  hour: Seconds.describe('epoch seconds, start of the clock hour'),
  observed_at: Seconds,
  complete: z.boolean(),
  currency: Currency,
  list_cost: DecimalText.nullable(),
  effective_cost: DecimalText.nullable(),
  known_cost: DecimalText,
  unknown: z.array(SpanPair),
  lines: z.array(WireLine),
});

export const WireResource = z.object({
  id: Text,
  provider: Text,
  service: Text,
  kind: Text,
  name: Text,
  account_id: Text,
  region: Text,
  zone: Text.nullish(),
  scope: Text,
  sku: Text,
  state: z.enum(['running', 'stopped', 'deleted', 'unknown']),
  purchase: Text,
  attributes: z.record(z.string(), z.string()),
  started_at: Seconds.nullish(),
  parent_id: Text.nullable(),
  capacity: z
    .object({
      vcpus: z.number().optional(),
      memory_bytes: z.number().optional(),
      storage_bytes: z.number().optional(),
      gpus: z.object({ model: Text, count: z.number(), memory_bytes: z.number().optional() }).optional(),
    })
    .optional(),
  tags: z.record(z.string(), z.string()),
  usd_per_hour: DecimalText.nullable().describe('rate now, for display, never added up'),
  rate_per_hour: DecimalText.nullable().optional().describe('rate in `currency`, where that is not USD'),
  currency: Currency.optional(),
});

export const WireSeries = z.object({
  resource_id: Text,
  name: Text,
  unit: Text,
  statistic: Text,
  start: Seconds,
  step_s: z.number().positive(),
  values: z.array(z.number().nullable()),
});

export const WireAllocation = z.object({
  resource_id: Text,
  hour: Seconds,
  target: z.object({ kind: Text, id: Text }),
  share: DecimalText,
  basis: Text,
});

export const WireFinding = z.object({
  rule: Text,
  resource_id: Text,
  window: z.object({ start: Seconds, end: Seconds }),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  usd_per_hour_at_stake: DecimalText.nullable(),
});

export const WireScope = z.object({
  scope: Text,
  complete: z.boolean(),
  resources: z.number(),
  calls: z.number(),
  seconds: z.number(),
  problem: Text.nullable(),
});

export const WireSummary = z.object({
  resources: z.record(z.string(), z.number()),
  list_usd_per_hour: DecimalText.nullable(),
  effective_usd_per_hour: DecimalText.nullable(),
  unpriced: z.array(z.object({ reason: z.enum(MISSING_REASONS), sku: Text, count: z.number(), hint: Text.optional() })),
});

export const WireCoverage = z.object({
  shortest_life_s: z.number().nullable().describe('longest gap between two looks; a shorter life can be missed'),
  not_covered: z.array(z.object({ what: Text, why: Text })),
});

export const WireOwnCost = z.object({ calls: z.number(), billed_units: z.number(), usd: DecimalText, usd_per_month: DecimalText });

export const WireEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('problem'),
    stage: Text,
    code: Text,
    scope: Text.nullable(),
    message: Text,
    hint: Text.optional(),
    at: Seconds,
  }),
  z.object({
    kind: z.literal('gap'),
    class: z.enum(['P0', 'P1', 'P2']),
    reason: Text,
    from: Seconds,
    to: Seconds,
    records: z.number(),
    at: Seconds,
  }),
]);

const Envelope = {
  schema: z.literal(BATCH_SCHEMA),
  batch_id: z.string().min(8).max(128),
  cycle_id: Text,
  part: z.number().int().positive(),
  expires: Seconds.nullable().describe('set in open-hour batches only: worthless after this'),
  agent_version: Text,
  window: z.object({ start: Seconds, end: Seconds }),
};

export const WireMetrics = z.discriminatedUnion('kind', [
  z.object({ ...Envelope, kind: z.literal('cost'), resources: z.array(WireResource), charges: z.array(WireCharge) }),
  z.object({
    ...Envelope,
    kind: z.literal('use'),
    series: z.array(WireSeries),
    allocations: z.array(WireAllocation),
    findings: z.array(WireFinding),
  }),
  z.object({
    ...Envelope,
    kind: z.literal('cycle'),
    summary: WireSummary,
    scopes: z.array(WireScope),
    coverage: WireCoverage,
    own_cost: WireOwnCost,
    parts: z.number().int().positive(),
  }),
]);

/** One request body of `POST /api/v1/telemetry/ingest`. */
export const WireBatch = z.object({
  agent_id: z.string().min(1).max(256),
  timestamp: Seconds,
  hostname: Text,
  cloud_provider: Text,
  region: Text,
  metrics: WireMetrics,
  events: z.array(WireEvent),
  traces: z.array(z.unknown()),
});

/** What `--format json` prints: the union of a cycle's parts. */
export const WireDocument = z.object({
  schema: z.literal('openfinops.document/1'),
  agent: z.object({ agent_id: Text, agent_version: Text, hostname: Text, cloud_provider: Text, region: Text }),
  window: z.object({ start: Seconds, end: Seconds }),
  summary: WireSummary,
  scopes: z.array(WireScope),
  coverage: WireCoverage,
  own_cost: WireOwnCost,
  resources: z.array(WireResource),
  charges: z.array(WireCharge),
  series: z.array(WireSeries),
  allocations: z.array(WireAllocation),
  findings: z.array(WireFinding),
  events: z.array(WireEvent),
});

/** `POST /api/v1/agents/register`. */
export const WireRegistration = z.object({
  agent_id: z.string().min(1).max(256),
  hostname: Text,
  cloud_provider: Text,
  region: Text,
  config: z.record(z.string(), z.unknown()).optional(),
});

export type WirePrice = z.infer<typeof WirePrice>;
export type WireLine = z.infer<typeof WireLine>;
export type WireCharge = z.infer<typeof WireCharge>;
export type WireResource = z.infer<typeof WireResource>;
export type WireSeries = z.infer<typeof WireSeries>;
export type WireAllocation = z.infer<typeof WireAllocation>;
export type WireFinding = z.infer<typeof WireFinding>;
export type WireScope = z.infer<typeof WireScope>;
export type WireSummary = z.infer<typeof WireSummary>;
export type WireCoverage = z.infer<typeof WireCoverage>;
export type WireOwnCost = z.infer<typeof WireOwnCost>;
export type WireEvent = z.infer<typeof WireEvent>;
export type WireMetrics = z.infer<typeof WireMetrics>;
export type WireBatch = z.infer<typeof WireBatch>;
export type WireDocument = z.infer<typeof WireDocument>;
export type WireRegistration = z.infer<typeof WireRegistration>;
