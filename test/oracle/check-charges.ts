import { lineCost, priceAt } from './bill.ts';
import { type Case, complain, isoSpan } from './case.ts';
import { HOUR_MS } from './families.ts';
import { hiddenGaps } from './gaps.ts';
import { add, compare, fromDecimal, toDecimalExact, ZERO } from './rational.ts';
import { clip, subtract } from './spans.ts';
import type { Decimal, HubCharge, HubLine, Span } from './types.ts';

/** What is wrong with the charges by themselves: their hours, the places of their lines and spans, prices and arithmetic. */
export function chargeViolations(each: Case): string[] {
  const found: string[] = [];
  const hours = new Set<number>();
  const hidden = hiddenGaps(each.life, each.looks, each.rules);
  for (const charge of each.charges) {
    const hour = hourSpan(charge);
    if (charge.hourStartMs % HOUR_MS !== 0) found.push(complain(each, hour, 'this is no clock hour'));
    if (hours.has(charge.hourStartMs)) found.push(complain(each, hour, 'the hub has this hour twice'));
    hours.add(charge.hourStartMs);
    for (const what of [...placeErrors(charge, hidden), ...sumErrors(charge)]) found.push(complain(each, hour, what));
    for (const line of charge.lines) {
      for (const what of lineErrors(each, line)) found.push(complain(each, line, what));
    }
  }
  return found;
}

function hourSpan(charge: HubCharge): Span {
  return { fromMs: charge.hourStartMs, toMs: charge.hourStartMs + HOUR_MS };
}

function placeErrors(charge: HubCharge, hidden: readonly Span[]): string[] {
  const found: string[] = [];
  for (const [name, spans] of [
    ['line', charge.lines],
    ['unknown span', charge.unknown],
  ] as const) {
    let untilMs = charge.hourStartMs;
    for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
      if (span.fromMs >= span.toMs) found.push(`the ${name} ${isoSpan(span)} is empty`);
      if (span.fromMs < untilMs) found.push(`the ${name} ${isoSpan(span)} overlaps another or the hour's start`);
      if (span.toMs > charge.hourStartMs + HOUR_MS) found.push(`the ${name} ${isoSpan(span)} goes beyond the hour`);
      untilMs = Math.max(untilMs, span.toMs);
    }
  }
  const unheard = { fromMs: charge.observedMs, toMs: Number.POSITIVE_INFINITY };
  for (const line of charge.lines) {
    const sure = line.evidence >= 2;
    if (sure && charge.unknown.some((span) => clip(span, line)))
      found.push(`evidence ${line.evidence} at ${isoSpan(line)} is called unknown as well`);
    if (sure || subtract(line, [...charge.unknown, unheard, ...hidden]).length === 0) continue;
    found.push(`evidence ${line.evidence} at ${isoSpan(line)} should lie in unknown as well`);
  }
  return found;
}

function sumErrors(charge: HubCharge): string[] {
  let total = ZERO;
  for (const { listCost } of charge.lines) {
    if (listCost === null) return charge.listCost === null ? [] : [`the cost is ${charge.listCost}, expected null, for a line has none`];
    total = add(total, fromDecimal(listCost));
  }
  if (charge.listCost !== null && compare(fromDecimal(charge.listCost), total) === 0) return [];
  return [`the cost is ${charge.listCost}, expected the sum of its lines, ${toDecimalExact(total)}`];
}

function lineErrors({ world }: Case, line: HubLine): string[] {
  const found: string[] = [];
  const expected = lineCost(line);
  if (!equal(line.quantity, expected.quantity)) found.push(`the quantity is ${line.quantity}, expected ${expected.quantity}`);
  if (!equal(line.listCost, expected.listCost)) found.push(`the line costs ${line.listCost}, expected ${expected.listCost}`);
  if (line.waived) return line.amount === '0' ? found : [...found, `the amount is ${line.amount}, expected 0, for it is waived`];

  const price = priceAt(world.prices, line.sku, line.fromMs);
  if (!equal(line.listPrice, price)) found.push(`the price of ${line.sku} is ${line.listPrice}, expected ${price}`);
  const change = world.prices.get(line.sku)?.find((row, index) => index > 0 && row.fromMs > line.fromMs && row.fromMs < line.toMs);
  if (change) found.push(`the line should be cut at ${new Date(change.fromMs).toISOString()}, where the price changes`);
  return found;
}

function equal(a: Decimal | null, b: Decimal | null): boolean {
  if (a === null || b === null) return a === b;
  return compare(fromDecimal(a), fromDecimal(b)) === 0;
}
