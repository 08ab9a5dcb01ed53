import { compareDecimals, parseScopeId, type ScopeCost } from '@openfinops/core';
import { groupBy } from '../group-by.ts';
import { addUp, type CostSum } from './cost-sums.ts';
import type { Buckets } from './trend-range.ts';

/** What the parts of a chart are. */
export type TrendSplit = 'provider' | 'service';

export interface TrendPart {
  readonly name: string;
  /** Over the whole range. */
  readonly total: CostSum;
}

export interface TrendBucket {
  readonly startMs: number;
  /** null: nothing was charged in it, as far as anybody knows. That is a gap, not a cost of 0. */
  readonly sum: CostSum | null;
  /** By the names of the parts; what was not charged is missing. */
  readonly parts: ReadonlyMap<string, CostSum>;
}

/** What each stretch of a range cost in one currency. */
export interface Trend {
  readonly currency: string;
  /** By provider, or by service where there is one provider alone. */
  readonly split: TrendSplit;
  readonly total: CostSum;
  /** The dearest first. */
  readonly parts: readonly TrendPart[];
  readonly buckets: readonly TrendBucket[];
}

/** The smallest sums that a chart needs: everything else is made of them. */
interface Cell {
  readonly bucket: number;
  readonly part: string;
  readonly sum: CostSum;
}

/** As many as can be told apart by their colours; what is cheaper stands together as `others`. */
const MOST_PARTS = 6;
const OTHERS = 'others';

/** One trend for each currency, the dearest first. The costs are those of the hours inside the range. */
export function sumTrends(costs: readonly ScopeCost[], buckets: Buckets): Trend[] {
  const trends = [...groupBy(costs, ({ currency }) => currency).values()].map((its) => trendOf(its, buckets));
  return trends.filter((trend) => trend !== null).sort((a, b) => compareDecimals(b.total.knownCost, a.total.knownCost));
}

function trendOf(costs: readonly ScopeCost[], buckets: Buckets): Trend | null {
  const split = new Set(costs.map((cost) => partOf(cost, 'provider'))).size > 1 ? 'provider' : 'service';
  const cells = mergeCheapest(cellsOf(costs, split, buckets));
  const total = sumOf(cells);
  if (total === null) return null;
  const byBucket = groupBy(cells, ({ bucket }) => bucket);
  return {
    currency: total.currency,
    split,
    total,
    parts: partsOf(cells),
    buckets: Array.from({ length: buckets.count }, (_, index): TrendBucket => {
      const its = byBucket.get(index) ?? [];
      return { startMs: buckets.firstMs + index * buckets.bucketMs, sum: sumOf(its), parts: new Map(its.map(({ part, sum }) => [part, sum])) };
    }),
  };
}

function cellsOf(costs: readonly ScopeCost[], split: TrendSplit, { firstMs, bucketMs }: Buckets): Cell[] {
  const cells: Cell[] = [];
  for (const [bucket, its] of groupBy(costs, ({ startMs }) => Math.floor((startMs - firstMs) / bucketMs))) {
    for (const [part, those] of groupBy(its, (cost) => partOf(cost, split))) {
      for (const sum of addUp(those)) cells.push({ bucket, part, sum });
    }
  }
  return cells;
}

function mergeCheapest(cells: readonly Cell[]): Cell[] {
  const parts = partsOf(cells).map(({ name }) => name);
  if (parts.length <= MOST_PARTS) return [...cells];
  const shown = parts.slice(0, MOST_PARTS - 1);
  const others = groupBy(
    cells.filter(({ part }) => !shown.includes(part)),
    ({ bucket }) => bucket,
  );
  const merged = [...others].flatMap(([bucket, its]) => addUp(its.map(({ sum }) => sum)).map((sum) => ({ bucket, part: OTHERS, sum })));
  return [...cells.filter(({ part }) => shown.includes(part)), ...merged];
}

/** The dearest first; `others` last. */
function partsOf(cells: readonly Cell[]): TrendPart[] {
  const parts: TrendPart[] = [];
  for (const [name, its] of groupBy(cells, ({ part }) => part)) {
    for (const total of addUp(its.map(({ sum }) => sum))) parts.push({ name, total });
  }
  return parts.sort((a, b) => Number(a.name === OTHERS) - Number(b.name === OTHERS) || compareDecimals(b.total.knownCost, a.total.knownCost));
}

function sumOf(cells: readonly Cell[]): CostSum | null {
  return addUp(cells.map(({ sum }) => sum))[0] ?? null;
}

function partOf({ scope }: ScopeCost, split: TrendSplit): string {
  return parseScopeId(scope)?.[split] ?? scope;
}
