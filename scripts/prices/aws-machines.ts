import type { BookRow } from '@openfinops/core';
import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, groupFacts, need, readFacts } from './facts.ts';
import { formatParts } from './format-parts.ts';
import { bookRow, soundPrices } from './price-cells.ts';

/** The spot advisor's savings are of this day, the reserved rates of that one, whatever the on-demand price beside them is of. */
const ADVISOR_DAY = '2025-06-28';
const RESERVED_DAY = '2025-04-04';
const DATES = {
  spot: ADVISOR_DAY,
  'reserved-1y-standard': RESERVED_DAY,
  'reserved-3y-standard': RESERVED_DAY,
  'reserved-1y-convertible': RESERVED_DAY,
  'reserved-3y-convertible': RESERVED_DAY,
} as const;
const ATTRIBUTES = { os: 'linux', tenancy: 'shared' };

/** EC2 machines, a file a region: on-demand, spot by the advisor's savings, reserved rates without upfront payment. */
export function buildEc2(dir: string, drops: Drops): FormattedTable[] {
  const reserved = new Map(readFacts(dir, 'aws-ec2-commitment.csv').map((fact) => [`${fact.region} ${fact.instance_type}`, fact]));
  const tables = [...groupFacts(readFacts(dir, 'aws-ec2.csv'), 'region')].map(([region, facts]) => {
    const rows = facts.flatMap((fact) => machineRow(fact, reserved.get(`${region} ${fact.instance_type}`), drops));
    return formatPrices(rows, {
      path: `ec2/${region}.csv`,
      sources: ['ec2.shop', 'karpenter-aws', 'spotinfo'],
      method: 'list prices; spot = on-demand less the advisor’s savings; reserved = no upfront payment',
    });
  });
  return [...tables, ...buildChina(dir, drops), buildSpecs(dir)];
}

function machineRow(fact: Fact, reserved: Fact | undefined, drops: Drops): BookRow[] {
  const prices = soundPrices(
    {
      'on-demand': fact.usd_per_hour_ondemand,
      spot: fact.usd_per_hour_spot,
      'reserved-1y-standard': reserved?.usd_per_hour_ri1y_standard_no_upfront,
      'reserved-3y-standard': reserved?.usd_per_hour_ri3y_standard_no_upfront,
      'reserved-1y-convertible': reserved?.usd_per_hour_ri1y_convertible_no_upfront,
      'reserved-3y-convertible': reserved?.usd_per_hour_ri3y_convertible_no_upfront,
    },
    drops,
  );
  if (prices === null) return [];
  return [
    bookRow({
      service: 'ec2',
      region: need(fact, 'region'),
      sku: need(fact, 'instance_type'),
      attributes: ATTRIBUTES,
      prices,
      bases: { spot: 'advisor' },
      dates: DATES,
      basis: need(fact, 'basis') as BookRow['basis'],
      asOf: need(fact, 'as_of'),
    }),
  ];
}

/** The regions in China quote yuan, and nothing turns them into dollars. */
function buildChina(dir: string, drops: Drops): FormattedTable[] {
  return [...groupFacts(readFacts(dir, 'aws-ec2-cn.csv'), 'region')].map(([region, facts]) => {
    const rows = facts.flatMap((fact) => {
      const prices = soundPrices({ 'on-demand': fact.price_per_hour_ondemand }, drops);
      const names = { service: 'ec2', region, sku: need(fact, 'instance_type'), currency: need(fact, 'currency') };
      return prices === null ? [] : [bookRow({ ...names, attributes: ATTRIBUTES, prices, asOf: need(fact, 'as_of') })];
    });
    return formatPrices(rows, { path: `ec2/${region}.csv`, sources: ['karpenter-aws'], method: 'list prices' });
  });
}

function buildSpecs(dir: string): FormattedTable {
  const records = readFacts(dir, 'aws-ec2-specs.csv').map((fact) => ({
    sku: fact.instance_type,
    vcpu: fact.vcpu,
    'memory-gib': fact.memory_gib,
    arch: fact.arch,
    'gpu-model': fact.gpu_model,
    'gpu-count': fact.gpu_count,
  }));
  return formatParts('specs', records, {
    path: 'specs.csv',
    service: 'ec2',
    asOf: '2026-07-11',
    sources: ['karpenter-aws', 'ec2.shop'],
    method: 'published hardware',
  });
}

/** Reserved rates as shares of on-demand, by family: medians over all regions, for a person to compare with. */
export function buildCommitmentRatios(dir: string): FormattedTable {
  const columns: Readonly<Record<string, string>> = {
    std1y: 'reserved-1y-standard',
    std3y: 'reserved-3y-standard',
    conv1y: 'reserved-1y-convertible',
    conv3y: 'reserved-3y-convertible',
  };
  const records = readFacts(dir, 'aws-ec2-commitment-ratios.csv').map((fact) => ({
    family: fact.family,
    column: columns[need(fact, 'term')],
    ratio: fact.median_ratio_to_ondemand,
    types: fact.n,
    p10: fact.p10,
    p90: fact.p90,
  }));
  return formatParts('commitment-ratios', records, {
    path: 'commitment-ratios.csv',
    service: 'ec2',
    asOf: RESERVED_DAY,
    sources: ['ec2.shop'],
    method: 'median over regions and sizes of reserved / on-demand',
  });
}
