import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, groupFacts, need, readFacts } from './facts.ts';
import { bookRow, type Cells, soundPrices } from './price-cells.ts';

/** RDS instances, a file a region: one row an engine and deployment. */
export function buildRds(dir: string, drops: Drops): FormattedTable[] {
  return [...groupFacts(readFacts(dir, 'aws-rds.csv'), 'region')].map(([region, facts]) => {
    const rows = facts.flatMap((fact) => [
      ...rowsOf(fact, 'single-az', single(fact), drops),
      ...rowsOf(fact, 'multi-az', { 'on-demand': fact.usd_per_hour_multi_az }, drops),
    ]);
    const method = 'list prices of one instance, or of an instance and its standby; reserved = no upfront payment';
    return formatPrices(rows, { path: `rds/${region}.csv`, sources: ['ec2.shop'], method });
  });
}

function single(fact: Fact): Cells {
  return { 'on-demand': fact.usd_per_hour_single_az, 'reserved-1y-standard': fact.usd_per_hour_ri1y_no_upfront_single_az };
}

function rowsOf(fact: Fact, deployment: string, cells: Cells, drops: Drops) {
  const prices = soundPrices(cells, drops);
  if (prices === null) return [];
  const attributes = { engine: need(fact, 'engine'), deployment };
  return [bookRow({ service: 'rds', region: need(fact, 'region'), sku: need(fact, 'instance_type'), attributes, prices, asOf: need(fact, 'as_of') })];
}
