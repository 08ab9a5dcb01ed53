import { compareDecimals, divide, multiply, subtract } from '@openfinops/core';
import { type Fact, need, readFacts } from './facts.ts';

/** Local SSD comes in pieces of 375 GiB. */
const PIECE_GIB = 375;
const MONTH_HOURS = '730';

/**
 * GiB of local SSD by machine type, for types that have a twin without: the difference of the two prices is a whole number of pieces, the same
 * in every region. A type for which it is not is left out.
 */
export function measureLocalSsd(dir: string, machines: readonly Fact[]): ReadonlyMap<string, string> {
  const prices = new Map(machines.map((fact) => [placeOf(fact), need(fact, 'usd_per_hour_ondemand')]));
  const diskPrices = readDiskPrices(dir);
  const ownDisks = new Set([...diskPrices.keys()].map((place) => place.split(' ')[1]));
  const found = new Map<string, Set<number>>();
  for (const fact of machines) {
    const sku = need(fact, 'instance_type');
    const twin = prices.get(`${fact.region} ${sku.replace('-lssd', '')}`);
    const family = sku.split('-')[0] ?? '';
    const disk = diskPrices.get(`${fact.region} ${ownDisks.has(family) ? family : ''}`);
    if (!sku.includes('-lssd') || twin === undefined || disk === undefined) continue;
    const pieces = piecesOf(need(fact, 'usd_per_hour_ondemand'), twin, disk);
    found.set(sku, (found.get(sku) ?? new Set()).add(pieces ?? Number.NaN));
  }
  const agreed = [...found].flatMap(([sku, counts]) => {
    const [pieces = Number.NaN] = counts;
    return counts.size === 1 && pieces > 0 ? [[sku, String(pieces * PIECE_GIB)] as const] : [];
  });
  return new Map(agreed);
}

function placeOf(fact: Fact): string {
  return `${fact.region} ${fact.instance_type}`;
}

/** Dollars per GiB and month by region and family; families without a disk of their own under no name. */
function readDiskPrices(dir: string): ReadonlyMap<string, string> {
  const local = readFacts(dir, 'gcp-other.csv').filter(({ sku }) => sku?.startsWith('disk/local'));
  return new Map(local.map((fact) => [`${fact.region} ${need(fact, 'sku').replace(/^disk\/local-?/, '')}`, need(fact, 'usd')]));
}

/** Prices are rounded to a millionth, a piece costs thousands of them: half a hundredth off is another number of pieces. */
function piecesOf(withDisks: string, without: string, perGibMonth: string): number | null {
  const perPiece = divide(multiply(perGibMonth, String(PIECE_GIB)), MONTH_HOURS);
  const exact = Number(divide(subtract(withDisks, without), perPiece));
  const pieces = Math.round(exact);
  const isWhole = Math.abs(exact - pieces) <= 0.005;
  return isWhole && compareDecimals(withDisks, without) > 0 ? pieces : null;
}
