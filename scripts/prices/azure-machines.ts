import type { BookRow } from '@openfinops/core';
import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import type { Drops } from './drops.ts';
import { type Fact, groupFacts, need, readFacts } from './facts.ts';
import { formatParts } from './format-parts.ts';
import { bookRow, soundPrices } from './price-cells.ts';

const STANDARD = 'Standard_';
const METHOD = 'list prices with Linux; where the source held the Windows price, its licence was taken off (windows-stripped)';

/** Azure machines, a file a region of the standard tier; the few of the basic tier of all regions in one. */
export function buildVms(dir: string, drops: Drops): FormattedTable[] {
  const facts = readFacts(dir, 'azure-vm.csv');
  const standard = facts.filter((fact) => fact.instance_type?.startsWith(STANDARD));
  const basic = facts.filter((fact) => !fact.instance_type?.startsWith(STANDARD));
  const origin = { sources: ['karpenter-azure'], method: METHOD };
  const regions = [...groupFacts(standard, 'region')].map(([region, own]) =>
    formatPrices(rowsOf(own, drops), { path: `vm/${region}.csv`, skuPrefix: STANDARD, ...origin }),
  );
  return [...regions, formatPrices(rowsOf(basic, drops), { path: 'vm/basic-tier.csv', ...origin }), buildSpecs(dir, drops)];
}

function rowsOf(facts: readonly Fact[], drops: Drops): BookRow[] {
  return facts.flatMap((fact) => {
    const prices = soundPrices({ 'on-demand': fact.usd_per_hour_ondemand, spot: fact.usd_per_hour_spot }, drops);
    if (prices === null) return [];
    const names = { service: 'vm', region: need(fact, 'region'), sku: need(fact, 'instance_type') };
    const basis = need(fact, 'basis') as BookRow['basis'];
    return [bookRow({ ...names, attributes: { os: 'linux' }, prices, basis, asOf: need(fact, 'as_of') })];
  });
}

/** Sizes whose hardware nobody states are left out: an absent line and an empty one say the same. */
function buildSpecs(dir: string, drops: Drops): FormattedTable {
  const known = readFacts(dir, 'azure-vm-specs.csv').filter((fact) => {
    if (fact.vcpu === '') drops.count('hardware-unknown');
    return fact.vcpu !== '';
  });
  const records = known.map((fact) => ({
    sku: fact.instance_type,
    vcpu: fact.vcpu,
    'memory-gib': fact.memory_gib,
    arch: fact.arch,
    'gpu-model': fact.gpu_model,
    'gpu-count': fact.gpu_count,
  }));
  return formatParts('specs', records, {
    path: 'specs.csv',
    service: 'vm',
    asOf: '2026-03-05',
    sources: ['autoscaler'],
    method: 'published hardware; accelerator by the name of the size',
  });
}
