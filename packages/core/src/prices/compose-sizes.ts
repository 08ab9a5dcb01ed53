import type { Window } from '../model.ts';
import { divide, toDecimal } from '../money.ts';
import type { PriceAnswer, PriceKey, PriceRow, PriceSource } from '../pricing.ts';
import { listedPrice } from './book-source.ts';
import { type BooksOf, skusOfFamily, specOf } from './books.ts';
import type { MachineSpec, PriceBook } from './price-book.ts';
import { type SkuShape, shapeOf } from './sku-shape.ts';
import { composeRow, termOf } from './terms.ts';

/** Prices per unit of size that lie closer together than this prove that a family is priced by size in this region. */
const MOST_SPREAD = 1.01;
/** Two siblings could agree by chance of rounding, one proves nothing. */
const FEWEST_SIBLINGS = 2;
/** Sizes of one family whose memory does not grow with them (c4 with 2 vCPU has 7 GiB, with 4 it has 15) differ by less than this. */
const MEMORY_TOLERANCE = 0.03;

interface Sibling {
  readonly row: PriceRow;
  readonly sku: string;
  readonly units: number;
}

/**
 * A size that is not listed, out of sizes of its family that are: only where those prove that price goes with size, and only between the
 * smallest and the largest of them, since families bend at their ends (`Standard_B2ls_v2`, `m4-ultramem-224`). An estimate.
 */
export function createSizeSource(booksOf: BooksOf): PriceSource {
  return {
    name: 'composed by size',
    find(key, window) {
      if (key.purchase !== 'on-demand' || key.meter !== 'compute' || key.attributes.gpu !== undefined) return null;
      for (const book of booksOf(key.provider)) {
        const answer = scale(book, booksOf, key, window);
        if (answer !== null) return answer;
      }
      return null;
    },
  };
}

function scale(book: PriceBook, booksOf: BooksOf, key: PriceKey, window: Window): PriceAnswer | null {
  const shape = shapeOf(key.provider, key.sku);
  if (shape === undefined || shape.units === null) return null;
  const books = booksOf(key.provider);
  const all = siblingsOf(book, key, shape, window);
  const units = shape.units === 'largest' ? Math.max(0, ...all.map((sibling) => sibling.units)) : shape.units;
  const spec = specOf(books, key, key.sku);
  const alike = all.filter((sibling) => isSameBuild(spec, specOf(books, key, sibling.sku), sibling.units / units));
  const base = isLinear(alike) && isBetween(alike, units) ? nearestOf(alike, units) : undefined;
  if (base === undefined) return null;
  const times = divide(toDecimal(units), toDecimal(base.units));
  const terms = [termOf(base.row, 'machine', `${times} x ${base.sku} in ${key.region}`, times)];
  const because = `priced by its size from ${base.sku}, as all ${alike.length} listed sizes of the family are`;
  return { rows: [composeRow(base.row, terms, { source: 'composed', because: [because] })] };
}

/** Listed machines of the family in the region, the asked one left out. */
function siblingsOf(book: PriceBook, key: PriceKey, { family }: SkuShape, window: Window): Sibling[] {
  const siblings: Sibling[] = [];
  for (const sku of skusOfFamily(book, key, family)) {
    const units = shapeOf(key.provider, sku)?.units;
    if (typeof units !== 'number' || sku.toLowerCase() === key.sku.toLowerCase()) continue;
    const row = listedPrice(book, { ...key, sku }, 'on-demand', window);
    if (row !== undefined) siblings.push({ row, sku, units });
  }
  return siblings;
}

/** Whether two machines of one family are built alike, `ratio` being how much larger the second is; what is not known does not tell. */
function isSameBuild(asked: MachineSpec | undefined, sibling: MachineSpec | undefined, ratio: number): boolean {
  if (asked === undefined || sibling === undefined) return true;
  return (
    isInRatio(asked.memoryGib, sibling.memoryGib, ratio, MEMORY_TOLERANCE) &&
    isInRatio(asked.gpuCount, sibling.gpuCount, ratio, 0) &&
    isInRatio(asked.localSsdGib, sibling.localSsdGib, ratio, MEMORY_TOLERANCE)
  );
}

function isInRatio(asked: number | null, sibling: number | null, ratio: number, tolerance: number): boolean {
  if (asked === null || sibling === null) return true;
  return Math.abs(sibling - asked * ratio) <= tolerance * asked * ratio;
}

function isLinear(siblings: readonly Sibling[]): boolean {
  const perUnit = siblings.map(({ row, units }) => Number(row.listPrice) / units);
  return new Set(siblings.map(({ units }) => units)).size >= FEWEST_SIBLINGS && Math.max(...perUnit) <= Math.min(...perUnit) * MOST_SPREAD;
}

function isBetween(siblings: readonly Sibling[], units: number): boolean {
  const sizes = siblings.map((sibling) => sibling.units);
  return units >= Math.min(...sizes) && units <= Math.max(...sizes);
}

/** The nearest size, one that divides evenly before one that does not. */
function nearestOf(siblings: readonly Sibling[], units: number): Sibling | undefined {
  const distance = (sibling: Sibling): number => Math.abs(Math.log2(units / sibling.units)) + (isEven(units / sibling.units) ? 0 : 100);
  return [...siblings].sort((a, b) => distance(a) - distance(b))[0];
}

function isEven(ratio: number): boolean {
  return Number.isInteger(ratio * 4096);
}
