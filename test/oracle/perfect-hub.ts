import { lineCost, priceAt } from './bill.ts';
import { HOUR_MS } from './families.ts';
import { knowable } from './knowable.ts';
import { add, fromDecimal, toDecimalExact, ZERO } from './rational.ts';
import { clip, pieces, subtract } from './spans.ts';
import type { Evidence, HubCharge, HubLine, Segment, Span, World } from './types.ts';

interface Believed extends Segment {
  readonly evidence: Evidence;
  readonly unsettled: boolean;
}

/** The hub that knows exactly what is knowable and calls everything else unknown. */
export function makePerfectHub(world: World): HubCharge[] {
  const hub: HubCharge[] = [];
  for (const { resourceId, meter, proven, bridged, unsettled, reportedUntilMs } of knowable(world)) {
    const believed = disjoint([
      ...proven.map((segment) => ({ ...segment, evidence: 3 as const, unsettled: false })),
      ...bridged.map((segment) => ({ ...segment, evidence: 2 as const, unsettled: false })),
      ...unsettled.map((segment) => ({ ...segment, evidence: 2 as const, unsettled: true })),
    ]);
    const untilMs = reportedUntilMs ?? Number.NEGATIVE_INFINITY;
    for (const hour of hoursUntil(world, believed, untilMs)) {
      const lines = believed.flatMap((segment) => priced(world, clip(segment, hour)));
      const unknown = subtract(hour, lines);
      hub.push({ resourceId, meter, hourStartMs: hour.fromMs, observedMs: hour.toMs, complete: true, lines, unknown, listCost: sumOf(lines) });
    }
  }
  return hub;
}

export function sumOf(lines: readonly HubLine[]): string {
  let total = ZERO;
  for (const line of lines) total = add(total, fromDecimal(line.listCost ?? '0'));
  return toDecimalExact(total);
}

function disjoint(segments: readonly Believed[]): Believed[] {
  const placed: Believed[] = [];
  for (const segment of segments) placed.push(...subtract(segment, placed));
  return placed.sort((a, b) => a.fromMs - b.fromMs);
}

function hoursUntil(world: World, believed: readonly Span[], untilMs: number): Span[] {
  const firstMs = Math.min(world.endMs - 100 * HOUR_MS, ...believed.map((span) => span.fromMs));
  const lastMs = Math.max(untilMs, ...believed.map((span) => span.toMs));
  const hours: Span[] = [];
  for (let fromMs = Math.floor(firstMs / HOUR_MS) * HOUR_MS; fromMs < lastMs; fromMs += HOUR_MS) hours.push({ fromMs, toMs: fromMs + HOUR_MS });
  return hours;
}

function priced(world: World, segment: Believed | null): HubLine[] {
  if (!segment) return [];
  const { offer, waived, evidence, unsettled } = segment;
  const rows = (world.prices.get(offer.sku) ?? []).slice(1).map(({ fromMs }) => ({ fromMs, toMs: Number.POSITIVE_INFINITY }));
  return pieces(segment, waived ? [] : rows).map(({ fromMs, toMs }) => {
    const listPrice = waived ? null : priceAt(world.prices, offer.sku, fromMs);
    const bare = { fromMs, toMs, sku: offer.sku, amount: waived ? '0' : offer.amount, unitMs: offer.unitMs ?? 1, waived, listPrice };
    return { ...bare, evidence, unsettled, ...lineCost(bare) };
  });
}
