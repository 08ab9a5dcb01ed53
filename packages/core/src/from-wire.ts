import type { Charge, ChargeLine, LinePrice } from './charge.ts';
import { chargeId } from './charge-id.ts';
import { costLine } from './cost-line.ts';
import { HOUR_MS } from './hours.ts';
import { METERS, type Span } from './model.ts';
import { compareDecimals } from './money.ts';
import { totalsOf } from './price-facts.ts';
import { parseScopeId } from './scopes.ts';
import { mergeSpans, subtractSpans } from './spans.ts';
import { WireCharge, type WireLine } from './wire.ts';

/** What is wrong with a record: the field, and why. */
export interface RecordFault {
  readonly field: string;
  readonly reason: string;
}

export type ChargeFromWire = { readonly charge: Charge } | { readonly fault: RecordFault };

/** A stranger's record, checked by every rule that a charge obeys: shape, identity, hour, order, money. */
export function chargeFromWire(record: unknown): ChargeFromWire {
  const parsed = WireCharge.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { fault: { field: issue?.path.join('.') ?? '', reason: issue?.message ?? 'is no charge' } };
  }
  const wire = parsed.data;
  const lines = wire.lines.map(lineFromWire);
  const charge: Charge = {
    id: wire.id,
    scope: wire.scope,
    resourceId: wire.resource_id,
    meter: wire.meter,
    hourStartMs: toMs(wire.hour),
    observedMs: toMs(wire.observed_at),
    complete: wire.complete,
    currency: wire.currency,
    lines,
    unknown: wire.unknown.map(([from, to]) => ({ fromMs: toMs(from), toMs: toMs(to) })),
    listCost: wire.list_cost,
    effectiveCost: wire.effective_cost,
    knownCost: wire.known_cost,
  };
  const fault = findFault(charge, wire.lines);
  return fault === undefined ? { charge } : { fault };
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

function lineFromWire(wire: WireLine): ChargeLine {
  return {
    fromMs: toMs(wire.from),
    toMs: toMs(wire.to),
    sku: wire.sku,
    purchase: wire.purchase,
    amount: wire.amount,
    unit: wire.unit,
    unitMs: wire.unit_s === null ? null : toMs(wire.unit_s),
    evidence: wire.evidence,
    unsettled: wire.unsettled,
    price: priceFromWire(wire),
    quantity: wire.quantity,
    listCost: wire.list_cost,
    effectiveCost: wire.effective_cost,
  };
}

function priceFromWire(wire: WireLine): LinePrice {
  const { price, list_price: listPrice, effective_price: effectivePrice } = wire;
  if (wire.missing !== null) return { missing: wire.missing };
  if (price === null || listPrice === null || effectivePrice === null) return { waived: true };
  const { source, as_of: asOf, id, basis, estimated, tier_not_applied: tierNotApplied } = price;
  return { listPrice, effectivePrice, source, asOf, id, basis, estimated, tierNotApplied };
}

function findFault(charge: Charge, wires: readonly WireLine[]): RecordFault | undefined {
  const scope = parseScopeId(charge.scope);
  if (scope === undefined) return { field: 'scope', reason: 'is not provider/account/region/service' };
  if (charge.hourStartMs % HOUR_MS !== 0) return { field: 'hour', reason: 'is not the start of a clock hour' };
  const { resourceId, meter, hourStartMs } = charge;
  if (charge.id !== chargeId({ provider: scope.provider, accountId: scope.accountId, resourceId, meter, hourStartMs }))
    return { field: 'id', reason: 'does not match scope, resource, meter and hour' };
  const outside = findDisorder(charge.unknown, hourStartMs);
  if (outside !== undefined) return { field: `unknown.${outside.index}`, reason: outside.reason };
  const disorder = findDisorder(charge.lines, hourStartMs);
  if (disorder !== undefined) return { field: `lines.${disorder.index}`, reason: disorder.reason };
  for (const [index, line] of charge.lines.entries()) {
    const fault = findLineFault(line, wires[index] as WireLine, charge);
    if (fault !== undefined) return { field: `lines.${index}.${fault.field}`, reason: fault.reason };
  }
  const totals = totalsOf(charge.lines);
  if (!isSameMoney(totals.listCost, charge.listCost)) return { field: 'list_cost', reason: 'is not the sum of the lines' };
  if (!isSameMoney(totals.effectiveCost, charge.effectiveCost)) return { field: 'effective_cost', reason: 'is not the sum of the lines' };
  if (!isSameMoney(totals.knownCost, charge.knownCost)) return { field: 'known_cost', reason: 'is not the sum of the known lines' };
  return undefined;
}

function findDisorder(spans: readonly Span[], hourStartMs: number): { index: number; reason: string } | undefined {
  let endMs = hourStartMs;
  for (const [index, span] of spans.entries()) {
    if (span.fromMs >= span.toMs) return { index, reason: 'ends before it begins' };
    if (span.fromMs < hourStartMs || span.toMs > hourStartMs + HOUR_MS) return { index, reason: 'lies outside its hour' };
    if (span.fromMs < endMs) return { index, reason: 'overlaps the one before it, or stands out of order' };
    endMs = span.toMs;
  }
  return undefined;
}

function findLineFault(line: ChargeLine, wire: WireLine, charge: Charge): RecordFault | undefined {
  const units: readonly string[] = METERS[charge.meter];
  if (!units.includes(line.unit)) return { field: 'unit', reason: `is not a unit of the meter ${charge.meter} (${units.join(', ')})` };
  const isWhole = line.fromMs === charge.hourStartMs && line.toMs === charge.hourStartMs + HOUR_MS;
  if (line.unitMs === null && !isWhole) return { field: 'unit_s', reason: 'is null, so the line must span the whole hour' };
  if (
    'waived' in line.price &&
    (wire.list_price !== null || wire.effective_price !== null || wire.price !== null || compareDecimals(line.amount, '0') !== 0)
  ) {
    return { field: 'price', reason: 'is neither a whole price, nor missing with a reason, nor waived with amount 0' };
  }
  if ('missing' in line.price && (wire.list_price !== null || wire.effective_price !== null || wire.price !== null)) {
    return { field: 'missing', reason: 'stands beside a price' };
  }
  const costed = costLine(line);
  if (compareDecimals(costed.quantity, line.quantity) !== 0) return { field: 'quantity', reason: `is not amount x time / unit (${costed.quantity})` };
  if (!isSameMoney(costed.listCost, line.listCost)) return { field: 'list_cost', reason: 'is not list_price x quantity' };
  if (!isSameMoney(costed.effectiveCost, line.effectiveCost)) return { field: 'effective_cost', reason: 'is not effective_price x quantity' };
  if (line.evidence < 2 && hasKnownPart(line, charge)) return { field: 'evidence', reason: 'is 0 or 1, so the line must lie in unknown as well' };
  return undefined;
}

function hasKnownPart(line: Span, charge: Charge): boolean {
  const tail = { fromMs: charge.observedMs, toMs: Math.max(charge.observedMs, charge.hourStartMs + HOUR_MS) };
  return subtractSpans([line], mergeSpans([...charge.unknown, tail])).length > 0;
}

function isSameMoney(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return compareDecimals(a, b) === 0;
}
