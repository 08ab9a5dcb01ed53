import type { Charge, ChargeLine } from './charge.ts';
import { isPriced } from './cost-line.ts';
import { fitText, MAX_WIRE_TEXT } from './fit-text.ts';
import type { Allocation, Finding, MetricSeries, Resource } from './model.ts';
import type { Problem } from './provider.ts';
import { parseScopeId } from './scopes.ts';
import type { Gap } from './spool.ts';
import type { WireAllocation, WireCharge, WireEvent, WireFinding, WireLine, WireResource, WireSeries } from './wire.ts';

/** Our model in the words of the wire. Times become epoch seconds (milliseconds kept), money stays decimal text. */

export function chargeToWire(charge: Charge): WireCharge {
  return {
    id: charge.id,
    scope: charge.scope,
    resource_id: charge.resourceId,
    meter: charge.meter,
    hour: charge.hourStartMs / 1000,
    observed_at: charge.observedMs / 1000,
    complete: charge.complete,
    currency: charge.currency,
    list_cost: charge.listCost,
    effective_cost: charge.effectiveCost,
    known_cost: charge.knownCost,
    unknown: charge.unknown.map((span) => [span.fromMs / 1000, span.toMs / 1000]),
    lines: charge.lines.map(lineToWire),
  };
}

function lineToWire(line: ChargeLine): WireLine {
  const { price } = line;
  const priced = isPriced(price) ? price : undefined;
  return {
    from: line.fromMs / 1000,
    to: line.toMs / 1000,
    sku: line.sku,
    purchase: line.purchase,
    amount: line.amount,
    unit: line.unit,
    unit_s: line.unitMs === null ? null : line.unitMs / 1000,
    evidence: line.evidence,
    unsettled: line.unsettled,
    list_price: priced?.listPrice ?? null,
    effective_price: priced?.effectivePrice ?? null,
    price:
      priced === undefined
        ? null
        : {
            source: priced.source,
            as_of: priced.asOf,
            id: priced.id,
            basis: priced.basis,
            estimated: priced.estimated,
            tier_not_applied: priced.tierNotApplied,
          },
    missing: 'missing' in price ? price.missing : null,
    quantity: line.quantity,
    list_cost: line.listCost,
    effective_cost: line.effectiveCost,
  };
}

/** The rate that a resource runs at now, for display. */
export interface Rate {
  readonly perHour: string | null;
  readonly currency: string;
}

export function resourceToWire(resource: Resource, rate: Rate): WireResource {
  const scope = parseScopeId(resource.scope);
  if (scope === undefined) throw new RangeError(`resource ${resource.id} has the scope "${resource.scope}", which is none`);
  const { capacity } = resource;
  return {
    id: resource.id,
    provider: scope.provider,
    service: scope.service,
    kind: resource.kind,
    name: resource.name,
    account_id: scope.accountId,
    region: scope.region,
    ...(resource.zone === undefined ? {} : { zone: resource.zone }),
    scope: resource.scope,
    sku: resource.sku,
    state: resource.state,
    purchase: resource.purchase,
    attributes: { ...resource.attributes },
    ...(resource.startedMs === undefined ? {} : { started_at: resource.startedMs / 1000 }),
    parent_id: resource.parentId ?? null,
    ...(capacity === undefined ? {} : { capacity: capacityToWire(capacity) }),
    tags: { ...resource.tags },
    usd_per_hour: rate.currency === 'USD' ? rate.perHour : null,
    ...(rate.currency === 'USD' ? {} : { rate_per_hour: rate.perHour, currency: rate.currency }),
  };
}

function capacityToWire(capacity: NonNullable<Resource['capacity']>): NonNullable<WireResource['capacity']> {
  const { vcpus, memoryBytes, storageBytes, gpus } = capacity;
  return {
    ...(vcpus === undefined ? {} : { vcpus }),
    ...(memoryBytes === undefined ? {} : { memory_bytes: memoryBytes }),
    ...(storageBytes === undefined ? {} : { storage_bytes: storageBytes }),
    ...(gpus === undefined
      ? {}
      : { gpus: { model: gpus.model, count: gpus.count, ...(gpus.memoryBytes === undefined ? {} : { memory_bytes: gpus.memoryBytes }) } }),
  };
}

/** A value that is not finite becomes null: non-finite numbers never reach the wire. */
export function seriesToWire(series: MetricSeries): WireSeries {
  return {
    resource_id: series.resourceId,
    name: series.name,
    unit: series.unit,
    statistic: series.statistic,
    start: series.startMs / 1000,
    step_s: series.stepMs / 1000,
    values: series.values.map((value) => (value !== null && Number.isFinite(value) ? value : null)),
  };
}

export function allocationToWire(allocation: Allocation): WireAllocation {
  const { resourceId, hourStartMs, target, share, basis } = allocation;
  return { resource_id: resourceId, hour: hourStartMs / 1000, target: { ...target }, share, basis };
}

export function findingToWire(finding: Finding): WireFinding {
  const { rule, resourceId, window, evidence, usdPerHourAtStake } = finding;
  return {
    rule,
    resource_id: resourceId,
    window: { start: window.startMs / 1000, end: window.endMs / 1000 },
    evidence: { ...evidence },
    usd_per_hour_at_stake: usdPerHourAtStake,
  };
}

export function problemToWire(problem: Problem, atMs: number): WireEvent {
  const { stage, code, scope, message, hint } = problem;
  return {
    kind: 'problem',
    stage,
    code,
    scope,
    message: fitText(message, MAX_WIRE_TEXT),
    ...(hint === undefined ? {} : { hint: fitText(hint, MAX_WIRE_TEXT) }),
    at: atMs / 1000,
  };
}

export function gapToWire(gap: Gap, atMs: number): WireEvent {
  return { kind: 'gap', class: gap.class, reason: gap.reason, from: gap.fromMs / 1000, to: gap.toMs / 1000, records: gap.records, at: atMs / 1000 };
}
