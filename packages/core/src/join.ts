import type { Charge, ChargeLine, LinePrice } from './charge.ts';
import { isPriced, moneyOf, type UncostedLine } from './cost-line.ts';
import { HOUR_MS } from './hours.ts';
import type { Span } from './model.ts';
import { compareDecimals } from './money.ts';
import { totalsOf } from './price-facts.ts';
import { PRICE_SOURCES } from './pricing.ts';
import { clipSpans, intersectSpans, mergeSpans, overlayLines, subtractSpans } from './spans.ts';

/** A line in a stored join keeps the observedMs and agentId of the report it came in. */
export interface JoinedLine extends ChargeLine {
  readonly observedMs: number;
  readonly agentId: string;
}

/** As `costLine`, for a line in a join. */
export function costJoinedLine(line: UncostedLine & Pick<JoinedLine, 'observedMs' | 'agentId'>): JoinedLine {
  const { fromMs, toMs, sku, purchase, unit, unitMs, evidence, unsettled, price, observedMs, agentId } = line;
  const { amount, quantity, listCost, effectiveCost } = moneyOf(line);
  return { fromMs, toMs, sku, purchase, amount, unit, unitMs, evidence, unsettled, price, quantity, listCost, effectiveCost, observedMs, agentId };
}

/** What all reports of one charge say together. */
export interface JoinedCharge extends Omit<Charge, 'lines'> {
  readonly lines: readonly JoinedLine[];
}

/** Two evidence-3 lines over each other that differ in sku, purchase or amount: somebody's facts are wrong. */
export interface Conflict extends Span {
  readonly kept: JoinedLine;
  readonly lost: JoinedLine;
}

/** One report as a join of one. Unknown spans are made canonical: nothing after `observedMs`, nothing under lines of evidence 2 or 3. */
export function toJoined(charge: Charge, agentId: string): JoinedCharge {
  const { observedMs } = charge;
  const lines = charge.lines.map((line) => reportedLine(line, observedMs, agentId));
  return { ...charge, lines, unknown: listedUnknown(fullUnknown(charge), observedMs) };
}

function reportedLine(line: ChargeLine, observedMs: number, agentId: string): JoinedLine {
  const { fromMs, toMs, sku, purchase, amount, unit, unitMs, evidence, unsettled, price, quantity, listCost, effectiveCost } = line;
  return { fromMs, toMs, sku, purchase, amount, unit, unitMs, evidence, unsettled, price, quantity, listCost, effectiveCost, observedMs, agentId };
}

/**
 * COST-MODEL 1.5: each instant keeps the line greatest by (evidence, price source, price as-of, observedMs, amount, agentId, the JSON of the
 * rest); unknown = intersection; complete = or. Commutative, associative, idempotent, so that no order, repetition or overlap counts twice.
 * Both must be the same charge.
 */
export function joinCharges(a: JoinedCharge, b: JoinedCharge): JoinedCharge {
  if (a.id !== b.id) throw new RangeError(`charges ${a.id} and ${b.id} are not the same`);
  const currency = currencyOf(a, b);
  const lines = overlayLines(a.lines, b.lines, compareLines, isSameLine).map(costJoinedLine);
  const observedMs = Math.max(a.observedMs, b.observedMs);
  const unknown = listedUnknown(intersectSpans(fullUnknown(a), fullUnknown(b)), observedMs);
  return { ...a, observedMs, complete: a.complete || b.complete, currency, lines, unknown, ...totalsOf(lines) };
}

/** Overlaps of evidence-3 lines that contradict each other. */
export function findConflicts(a: JoinedCharge, b: JoinedCharge): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const x of a.lines) {
    for (const y of b.lines) {
      const span = { fromMs: Math.max(x.fromMs, y.fromMs), toMs: Math.min(x.toMs, y.toMs) };
      if (span.fromMs >= span.toMs || x.evidence !== 3 || y.evidence !== 3) continue;
      if (x.sku === y.sku && x.purchase === y.purchase && compareDecimals(x.amount, y.amount) === 0) continue;
      const [kept, lost] = compareLines(x, y) > 0 ? [x, y] : [y, x];
      conflicts.push({ ...span, kept, lost });
    }
  }
  return conflicts;
}

/** Whether a joined charge can take another's lines: one currency per charge. */
export function isSameCurrency(a: JoinedCharge, b: JoinedCharge): boolean {
  return a.currency === b.currency || !a.lines.some((line) => isPriced(line.price)) || !b.lines.some((line) => isPriced(line.price));
}

/** Everything unknown in the hour: what is listed, and what follows `observedMs`, except under lines of evidence 2 or 3. */
export function fullUnknown(charge: Pick<Charge, 'hourStartMs' | 'observedMs' | 'unknown'> & { readonly lines: readonly ChargeLine[] }): Span[] {
  const endMs = charge.hourStartMs + HOUR_MS;
  const tail = { fromMs: Math.max(charge.hourStartMs, charge.observedMs), toMs: endMs };
  const vouched = charge.lines.filter((line) => line.evidence >= 2);
  return subtractSpans(mergeSpans([...clipSpans(charge.unknown, charge.hourStartMs, endMs), tail]), vouched);
}

function listedUnknown(full: readonly Span[], observedMs: number): Span[] {
  return clipSpans(full, 0, observedMs);
}

function currencyOf(a: JoinedCharge, b: JoinedCharge): string {
  return a.lines.some((line) => isPriced(line.price))
    ? a.currency
    : b.lines.some((line) => isPriced(line.price))
      ? b.currency
      : a.currency < b.currency
        ? a.currency
        : b.currency;
}

/** Positive when `a` is the greater. Total: 0 only for lines that say the same. */
function compareLines(a: JoinedLine, b: JoinedLine): number {
  if (a === b) return 0;
  if (a.evidence !== b.evidence) return a.evidence - b.evidence;
  const rank = priceRank(a.price) - priceRank(b.price);
  if (rank !== 0) return rank;
  const asOf = compareText(asOfOf(a.price), asOfOf(b.price));
  if (asOf !== 0) return asOf;
  if (a.observedMs !== b.observedMs) return a.observedMs - b.observedMs;
  const amount = compareDecimals(a.amount, b.amount);
  if (amount !== 0) return amount;
  return compareText(a.agentId, b.agentId) || compareText(restOf(a), restOf(b));
}

function priceRank(price: LinePrice): number {
  return isPriced(price) ? PRICE_SOURCES.length - PRICE_SOURCES.indexOf(price.source) : 0;
}

function asOfOf(price: LinePrice): string {
  return isPriced(price) ? price.asOf : '';
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function restOf(line: JoinedLine): string {
  const { sku, purchase, unit, unitMs, price, unsettled } = line;
  return JSON.stringify({ sku, purchase, unit, unitMs, price, unsettled });
}

function isSameLine(a: JoinedLine, b: JoinedLine): boolean {
  if (a === b) return true;
  return a.evidence === b.evidence && a.observedMs === b.observedMs && a.agentId === b.agentId && a.amount === b.amount && restOf(a) === restOf(b);
}
