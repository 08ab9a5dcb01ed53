import type { Charge, LinePrice } from './charge.ts';
import { chargeId } from './charge-id.ts';
import { costLine, isPriced, type UncostedLine } from './cost-line.ts';
import type { FactLine, Facts } from './facts.ts';
import { HOUR_MS } from './hours.ts';
import type { Offer, Span } from './model.ts';
import { compareDecimals, multiply, sum, sumKnown } from './money.ts';
import type { PriceAnswer, PriceKey, PriceResolver, PriceRow } from './pricing.ts';
import { parseScopeId, type ScopeParts } from './scopes.ts';

/** Turns facts into a charge: cuts lines where a price changes (2.8), charges the cheaper of two offers (1.4), multiplies (1.3). */
export function priceFacts(facts: Facts, prices: PriceResolver): Charge {
  const scope = parseScopeId(facts.scope);
  if (scope === undefined) throw new RangeError(`"${facts.scope}" is no scope id`);
  const priced: PricedLine[] = [];
  for (const line of facts.lines) priced.push(...priceLine(line, facts, scope, prices));
  const currency = priced.find((line) => line.currency !== null)?.currency ?? 'USD';
  const lines = priced.map(({ line, currency: its }) =>
    costLine(its === null || its === currency ? line : { ...line, price: { missing: 'currency' as const } }),
  );
  const { provider, accountId } = scope;
  const { resourceId, meter, hourStartMs } = facts;
  const { listCost, effectiveCost, knownCost } = totalsOf(lines);
  return {
    id: chargeId({ provider, accountId, resourceId, meter, hourStartMs }),
    scope: facts.scope,
    resourceId,
    meter,
    hourStartMs,
    observedMs: facts.observedMs,
    complete: facts.complete,
    currency,
    lines,
    unknown: facts.unknown,
    listCost,
    effectiveCost,
    knownCost,
  };
}

/** The sums that a charge carries (1.3): null if one line is null; `knownCost` sums the known. */
export function totalsOf(
  lines: readonly { readonly listCost: string | null; readonly effectiveCost: string | null }[],
): Pick<Charge, 'listCost' | 'effectiveCost' | 'knownCost'> {
  const known: string[] = [];
  for (const line of lines) if (line.effectiveCost !== null) known.push(line.effectiveCost);
  return {
    listCost: sumKnown(lines.map((line) => line.listCost)),
    effectiveCost: sumKnown(lines.map((line) => line.effectiveCost)),
    knownCost: sum(known),
  };
}

/** The price key of an offer in a scope. */
export function priceKeyOf(scope: ScopeParts, meter: Facts['meter'], offer: Offer): PriceKey {
  const { provider, accountId, service, region } = scope;
  const key = { provider, accountId, service, region, sku: offer.sku, meter, purchase: offer.purchase, attributes: offer.attributes };
  return offer.zone === undefined ? key : { zone: offer.zone, ...key };
}

/** The row in force: the one with the greatest `fromMs` not after the instant, else the earliest (2.8). */
export function priceAt(rows: readonly PriceRow[], atMs: number): PriceRow | undefined {
  let found = rows[0];
  for (const row of rows) if (row.fromMs <= atMs && (found === undefined || row.fromMs >= found.fromMs)) found = row;
  return found;
}

interface PricedLine {
  readonly line: UncostedLine;
  readonly currency: string | null;
}

interface PricedOffer {
  readonly offer: Offer;
  readonly answer: PriceAnswer;
}

function priceLine(line: FactLine, facts: Facts, scope: ScopeParts, prices: PriceResolver): PricedLine[] {
  if (line.waived) return [{ line: uncosted(line, line, line.offer, { waived: true }), currency: null }];
  const hour = { startMs: facts.hourStartMs, endMs: facts.hourStartMs + HOUR_MS };
  const offers = line.otherOffer === undefined ? [line.offer] : [line.offer, line.otherOffer];
  const priced = offers.map((offer) => ({ offer, answer: prices.resolve(priceKeyOf(scope, facts.meter, offer), hour) }));
  const parts = cutSpans(line, priced).map((span) => pricePart(line, span, priced));
  return parts.length < 2 ? parts : mergeParts(parts);
}

/** The stretches of a line in which no price changes; a counted line is never cut. */
function cutSpans(line: FactLine, priced: readonly PricedOffer[]): Span[] {
  const cuts = new Set<number>();
  if (line.offer.unitMs === null) return [line];
  for (const { answer } of priced) {
    if ('missing' in answer) continue;
    for (const row of answer.rows) if (row.fromMs > line.fromMs && row.fromMs < line.toMs) cuts.add(row.fromMs);
  }
  if (cuts.size === 0) return [line];
  const edges = [line.fromMs, ...[...cuts].sort((a, b) => a - b), line.toMs];
  return edges.slice(1).map((toMs, index) => ({ fromMs: edges[index] as number, toMs }));
}

function pricePart(line: FactLine, span: Span, priced: readonly PricedOffer[]): PricedLine {
  let best: { line: UncostedLine; currency: string | null; rate: string | null } | undefined;
  for (const { offer, answer } of priced) {
    const { price, currency } = pickPrice(answer, offer, span.fromMs);
    const rate = isPriced(price) ? multiply(offer.amount, price.effectivePrice) : null;
    const cheaper = best === undefined || (best.rate !== null && (rate === null || compareDecimals(rate, best.rate) < 0));
    if (cheaper) best = { line: uncosted(line, span, offer, price), currency, rate };
  }
  if (best === undefined) throw new RangeError('a line has at least one offer');
  return { line: best.line, currency: best.currency };
}

function pickPrice(answer: PriceAnswer, offer: Offer, atMs: number): { price: LinePrice; currency: string | null } {
  if ('missing' in answer) return { price: { missing: answer.missing }, currency: null };
  const row = priceAt(answer.rows, atMs);
  if (row === undefined || row.unit !== offer.unit) return { price: { missing: 'price-suspect' }, currency: null };
  return { price: linePriceOf(row), currency: row.currency };
}

/** A fleet shares its rows: each becomes a line's price once. */
const linePrices = new WeakMap<PriceRow, LinePrice>();

function linePriceOf(row: PriceRow): LinePrice {
  const known = linePrices.get(row);
  if (known !== undefined) return known;
  const { listPrice, effectivePrice, source, asOf, id, basis, estimated, tierNotApplied } = row;
  const price = { listPrice, effectivePrice, source, asOf, id, basis, estimated, tierNotApplied };
  linePrices.set(row, price);
  return price;
}

function uncosted(line: FactLine, span: Span, offer: Offer, price: LinePrice): UncostedLine {
  return {
    fromMs: span.fromMs,
    toMs: span.toMs,
    sku: offer.sku,
    purchase: offer.purchase,
    amount: offer.amount,
    unit: offer.unit,
    unitMs: offer.unitMs,
    evidence: line.evidence,
    unsettled: line.unsettled,
    price,
  };
}

/** A cut at which nothing changed after all (two rows of one price) leaves one line. */
function mergeParts(parts: readonly PricedLine[]): PricedLine[] {
  const merged: PricedLine[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last !== undefined && isSameBut(last, part)) merged[merged.length - 1] = { ...last, line: { ...last.line, toMs: part.line.toMs } };
    else merged.push(part);
  }
  return merged;
}

function isSameBut(a: PricedLine, b: PricedLine): boolean {
  const fields = (part: PricedLine) => JSON.stringify([part.currency, { ...part.line, fromMs: 0, toMs: 0 }]);
  return a.line.toMs === b.line.fromMs && fields(a) === fields(b);
}
