import { HOUR_MS } from './families.ts';
import { knowable } from './knowable.ts';
import { add, divide, fromDecimal, multiply, type Rational, roundHalfEven, toDecimalExact, whole, ZERO } from './rational.ts';
import { clip } from './spans.ts';
import { trueSegments } from './truth.ts';
import type { Decimal, HubLine, PriceFrom, PriceList, Segment, Span, World } from './types.ts';

const QUANTITY_DECIMALS = 12;

/** Exact money by clock hour (its start, epoch ms; hours without billing time are left out) and in all. */
export interface Bill {
  readonly hours: ReadonlyMap<number, Rational>;
  readonly total: Rational;
}

/** What everything truly costs from `fromMs` to the world's end. */
export function trueBill(world: World, fromMs: number): Bill {
  const segments = world.lives.flatMap((life) => trueSegments(life, world.rulesOf(life.meter).minimumMs));
  return billOf(segments, world.prices, { fromMs, toMs: world.endMs });
}

/** What all looks together know of it: proven, bridged and unsettled time until the world's end. */
export function knowableBill(world: World): Bill {
  const segments = knowable(world).flatMap(({ proven, bridged, unsettled }) => [...proven, ...bridged, ...unsettled]);
  return billOf(segments, world.prices, { fromMs: 0, toMs: world.endMs });
}

export function billOf(segments: readonly Segment[], prices: PriceList, window: Span): Bill {
  const hours = new Map<number, Rational>();
  let total = ZERO;
  for (const segment of segments) {
    const inside = clip(segment, window);
    for (const piece of inside ? cutAtHours(inside) : []) {
      const hourMs = Math.floor(piece.fromMs / HOUR_MS) * HOUR_MS;
      const cost = costOf(piece, prices);
      hours.set(hourMs, add(hours.get(hourMs) ?? ZERO, cost));
      total = add(total, cost);
    }
  }
  return { hours, total };
}

/** Exact, each part at the price in force. */
export function costOf(segment: Segment, prices: PriceList): Rational {
  if (segment.waived) return ZERO;
  let cost = ZERO;
  for (const part of cutAtPrices(segment, prices.get(segment.offer.sku) ?? [])) {
    const price = priceAt(prices, segment.offer.sku, part.fromMs);
    if (price === null) throw new RangeError(`no price for ${segment.offer.sku}`);
    cost = add(cost, multiply(fromDecimal(price), timesAmount(segment.offer.amount, part, segment.offer.unitMs ?? 1)));
  }
  return cost;
}

/** The row with the greatest `fromMs` not after the instant, else the earliest; null: no such SKU. */
export function priceAt(prices: PriceList, sku: string, atMs: number): Decimal | null {
  const rows = prices.get(sku) ?? [];
  return (rows.findLast((row) => row.fromMs <= atMs) ?? rows[0])?.listPrice ?? null;
}

/** What a line must say: the quantity rounded once to 12 decimals, half to even, and its exact product with the price. */
export function lineCost(line: Pick<HubLine, 'fromMs' | 'toMs' | 'amount' | 'unitMs' | 'waived' | 'listPrice'>): {
  quantity: Decimal;
  listCost: Decimal | null;
} {
  const quantity = roundHalfEven(timesAmount(line.amount, line, line.unitMs), QUANTITY_DECIMALS);
  if (line.waived) return { quantity, listCost: '0' };
  if (line.listPrice === null) return { quantity, listCost: null };
  return { quantity, listCost: toDecimalExact(multiply(fromDecimal(line.listPrice), fromDecimal(quantity))) };
}

function timesAmount(amount: Decimal, span: Span, unitMs: number): Rational {
  return divide(multiply(fromDecimal(amount), whole(span.toMs - span.fromMs)), whole(unitMs));
}

function cutAtHours(segment: Segment): Segment[] {
  const parts: Segment[] = [];
  for (let fromMs = segment.fromMs; fromMs < segment.toMs; ) {
    const toMs = Math.min(segment.toMs, (Math.floor(fromMs / HOUR_MS) + 1) * HOUR_MS);
    parts.push({ ...segment, fromMs, toMs });
    fromMs = toMs;
  }
  return parts;
}

function cutAtPrices(span: Span, rows: readonly PriceFrom[]): Span[] {
  const cuts = rows.map((row) => row.fromMs).filter((atMs) => atMs > span.fromMs && atMs < span.toMs);
  const bounds = [span.fromMs, ...cuts, span.toMs];
  return bounds.slice(1).map((toMs, index) => ({ fromMs: bounds[index] ?? toMs, toMs }));
}
