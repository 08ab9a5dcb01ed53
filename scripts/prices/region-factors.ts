import type { BookRow } from '@openfinops/core';
import type { FormattedTable } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { TableFile } from '../../packages/runtime/src/prices/tables/manifest.ts';
import { readPrices } from '../../packages/runtime/src/prices/tables/read-prices.ts';
import { formatParts } from './format-parts.ts';

/** The region that a service's others are measured against: the one with the most types. */
export interface Reference {
  readonly service: string;
  readonly region: string;
}

/** The references of each provider's services. */
export const REFERENCES: Readonly<Record<string, readonly Reference[]>> = {
  aws: [
    { service: 'ec2', region: 'us-east-1' },
    { service: 'rds', region: 'us-east-1' },
  ],
  azure: [{ service: 'vm', region: 'eastus' }],
  gcp: [{ service: 'compute', region: 'us-central1' }],
};

const FEWEST_TYPES = 10;

/** What each region costs beside the reference: the median over all that both list, of list prices only. */
export function measureRegionFactors(tables: readonly FormattedTable[], references: readonly Reference[] = []): FormattedTable {
  const records: Record<string, string>[] = [];
  const dates: string[] = [];
  for (const { service, region: reference } of references) {
    const byRegion = readListPrices(tables, service, dates);
    const base = byRegion.get(reference);
    if (base === undefined) throw new RangeError(`there is no table of ${service} in ${reference}`);
    for (const [region, prices] of byRegion) {
      const ratios = ratiosBetween(prices, base);
      if (region === reference || ratios.length < FEWEST_TYPES) continue;
      records.push({ service, region, reference, ratio: medianOf(ratios), types: String(ratios.length) });
    }
  }
  return formatParts('region-factors', records, {
    path: 'region-factors.csv',
    asOf: dates.sort()[0] ?? '',
    sources: ['own-tables'],
    method: 'median over all types that both regions list of the ratio of their on-demand prices',
  });
}

/** Dollar prices by region and what they are of. */
function readListPrices(tables: readonly FormattedTable[], service: string, dates: string[]): Map<string, Map<string, number>> {
  const byRegion = new Map<string, Map<string, number>>();
  for (const { text, file } of tables) {
    if (file.kind !== 'prices' || file.service !== service || file.region === undefined || file.currency !== 'USD') continue;
    const { rows } = readPrices(text, file as TableFile);
    const listed = rows.filter(({ basis }) => basis === 'list');
    byRegion.set(file.region, new Map(listed.map((row) => [identityOf(row), Number(row.prices['on-demand'])])));
    dates.push(...listed.map(({ asOf }) => asOf).slice(0, 1));
  }
  return byRegion;
}

function identityOf({ sku, meter, attributes }: BookRow): string {
  return JSON.stringify([sku, meter, attributes]);
}

function ratiosBetween(prices: ReadonlyMap<string, number>, base: ReadonlyMap<string, number>): number[] {
  const ratios = [...prices].map(([identity, price]) => price / (base.get(identity) ?? Number.NaN));
  return ratios.filter((ratio) => Number.isFinite(ratio)).sort((a, b) => a - b);
}

function medianOf(ascending: readonly number[]): string {
  const middle = ascending.length / 2;
  const median = ((ascending[Math.ceil(middle) - 1] ?? 0) + (ascending[Math.floor(middle)] ?? 0)) / 2;
  return median.toFixed(4).replace(/\.?0+$/, '');
}
