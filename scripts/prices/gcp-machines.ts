import type { BookRow } from '@openfinops/core';
import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, groupFacts, need, readFacts } from './facts.ts';
import { formatParts } from './format-parts.ts';
import { measureLocalSsd } from './gcp-local-ssd.ts';
import { bookRow, type Cells, soundPrices } from './price-cells.ts';

/** Compute Engine machines, a file a region, and what they are made of. */
export function buildCompute(dir: string, drops: Drops): FormattedTable[] {
  const facts = readFacts(dir, 'gcp-compute.csv');
  const tables = [...groupFacts(facts, 'region')].map(([region, own]) =>
    formatPrices(
      own.flatMap((fact) => machineRow(fact, drops)),
      {
        path: `compute/${region}.csv`,
        sources: ['cyclenerd', 'karpenter-gcp'],
        method: 'list prices of whole machines; committed use without upfront payment',
      },
    ),
  );
  return [...tables, buildSpecs(dir, facts), buildUnitPrices(dir)];
}

function machineRow(fact: Fact, drops: Drops): BookRow[] {
  const prices = soundPrices({ 'on-demand': fact.usd_per_hour_ondemand, spot: fact.usd_per_hour_spot, ...committed(fact, drops) }, drops);
  if (prices === null) return [];
  const names = { service: 'compute', region: need(fact, 'region'), sku: need(fact, 'instance_type') };
  return [bookRow({ ...names, attributes: { os: 'linux' }, prices, basis: need(fact, 'basis') as BookRow['basis'], asOf: need(fact, 'as_of') })];
}

/** One rate for one and for three years is no commitment: the source repeats the sustained-use price there (f1-micro, g1-small). */
function committed(fact: Fact, drops: Drops): Cells {
  const { usd_per_hour_cud1y: oneYear, usd_per_hour_cud3y: threeYears } = fact;
  if (!oneYear || oneYear !== threeYears) return { 'cud-1y': oneYear, 'cud-3y': threeYears };
  drops.count('sustained-use-as-commitment');
  return {};
}

function buildSpecs(dir: string, facts: readonly Fact[]): FormattedTable {
  const localSsd = measureLocalSsd(dir, facts);
  const records = [...groupFacts(facts, 'instance_type')].map(([sku, [fact]]) => ({
    sku,
    vcpu: fact?.vcpu,
    'memory-gib': fact?.memory_gib?.replace(/\.0$/, ''),
    'gpu-model': fact?.gpu_model,
    'gpu-count': fact?.gpu_count,
    'local-ssd-gib': localSsd.get(sku),
  }));
  return formatParts('specs', records, {
    path: 'specs.csv',
    service: 'compute',
    asOf: '2026-07-30',
    sources: ['cyclenerd'],
    method: 'published hardware; local disks measured: what a machine costs beside its twin without disks, by the price of local SSD',
  });
}

function buildUnitPrices(dir: string): FormattedTable {
  const records = readFacts(dir, 'gcp-skus.csv').map((fact) => ({
    region: fact.region,
    family: fact.family,
    column: need(fact, 'purchase_option') === 'ondemand' ? 'on-demand' : need(fact, 'purchase_option'),
    'per-vcpu-hour': fact.usd_per_vcpu_hour,
    'per-gib-hour': fact.usd_per_gib_hour,
  }));
  return formatParts('unit-prices', records, {
    path: 'unit-prices.csv',
    service: 'compute',
    asOf: '2026-07-30',
    sources: ['cyclenerd'],
    method: 'least squares over the machines of a family in a region, kept where nothing remains',
  });
}
