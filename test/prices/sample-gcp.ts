import { multiply, sum } from '@openfinops/core';
import { rhelSurcharge } from './sample-aws.ts';
import { drawFrom, type Fact, fieldOf, readFacts } from './sample-facts.ts';
import { type SampleRow, sampleRow } from './sample-row.ts';

/** What Google Cloud charges, drawn from the facts. */
export function drawGcp(dir: string, random: () => number): SampleRow[] {
  const machines = readFacts(dir, 'gcp-compute.csv');
  const whole = machines.filter(({ instance_type: sku = '' }) => !/^(?:e2-(?:micro|small|medium)|f1-|g1-)/.test(sku));
  const x86 = whole.filter(({ instance_type: sku = '' }) => !/^(?:t2a|c4a|n4a|a4x)-/.test(sku));
  const draw = (facts: readonly Fact[], count: number) => drawFrom(facts, count, random);
  return [
    ...draw(machines, 230).map((fact) => machineRow(fact, {})),
    ...draw(having(machines, 'usd_per_hour_spot'), 110).map((fact) =>
      machineRow(fact, { purchase: 'spot', price: fieldOf(fact, 'usd_per_hour_spot') }),
    ),
    ...draw(having(whole, 'usd_per_hour_cud1y'), 40).map((fact) => committedRow(fact, 'cud-1y')),
    ...draw(having(whole, 'usd_per_hour_cud3y'), 40).map((fact) => committedRow(fact, 'cud-3y')),
    ...draw(x86, 30).map((fact) => licensedRow(fact, 'windows', multiply(fieldOf(fact, 'vcpu'), '0.046'))),
    ...draw(x86, 25).map((fact) => licensedRow(fact, 'rhel', rhelSurcharge(fact))),
    ...draw(x86, 15).map((fact) => licensedRow(fact, 'sles', '0.11')),
    ...drawOthers(dir, draw),
  ];
}

function having(facts: readonly Fact[], column: string): Fact[] {
  return facts.filter((fact) => fieldOf(fact, column) !== '');
}

function machineRow(fact: Fact, more: Partial<SampleRow>): SampleRow {
  return sampleRow({
    provider: 'gcp',
    service: 'compute',
    region: fieldOf(fact, 'region'),
    sku: fieldOf(fact, 'instance_type'),
    price: more.price ?? fieldOf(fact, 'usd_per_hour_ondemand'),
    as_of: fieldOf(fact, 'as_of'),
    isExact: (fact.basis ?? 'list') === 'list',
    ...more,
  });
}

function committedRow(fact: Fact, purchase: 'cud-1y' | 'cud-3y'): SampleRow {
  return machineRow(fact, { purchase, price: fieldOf(fact, `usd_per_hour_${purchase.replace('-', '')}`) });
}

function licensedRow(fact: Fact, os: string, surcharge: string): SampleRow {
  return machineRow(fact, { os, price: sum([fieldOf(fact, 'usd_per_hour_ondemand'), surcharge]), source: 'composed' });
}

/** What the facts call it, and what a person asks for. */
const DISKS: Readonly<Record<string, Partial<SampleRow>>> = {
  'disk/hdd': { sku: 'pd-standard', meter: 'storage' },
  'disk/balanced': { sku: 'pd-balanced', meter: 'storage' },
  'disk/ssd': { sku: 'pd-ssd', meter: 'storage' },
  'disk/extreme': { sku: 'pd-extreme', meter: 'storage' },
  'disk/hyperdisk-extreme': { sku: 'hyperdisk-extreme', meter: 'storage' },
  'disk/snapshot': { sku: 'snapshot', meter: 'snapshot' },
};
const BUCKETS: Readonly<Record<string, string>> = {
  'gcs/bucket/standard': 'standard',
  'gcs/bucket/nearline': 'nearline',
  'gcs/bucket/coldline': 'coldline',
  'gcs/bucket/archiv': 'archive',
};
const ADDRESSES: Readonly<Record<string, string>> = { 'network/ip/vm': 'in-use', 'network/ip/unused': 'unused' };

function drawOthers(dir: string, draw: (facts: readonly Fact[], count: number) => Fact[]): SampleRow[] {
  const facts = readFacts(dir, 'gcp-other.csv');
  const within = (names: Readonly<Record<string, unknown>>) => facts.filter(({ sku = '' }) => sku in names);
  return [
    ...draw(within(DISKS), 90).map((fact) => otherRow(fact, { service: 'disk', unit: 'GiB-month', ...DISKS[fieldOf(fact, 'sku')] })),
    ...draw(within(BUCKETS), 40).map((fact) =>
      otherRow(fact, { service: 'storage', meter: 'storage', unit: 'GiB-month', sku: `${BUCKETS[fieldOf(fact, 'sku')]}` }),
    ),
    ...draw(within(ADDRESSES), 24).map((fact) => otherRow(fact, { service: 'address', meter: 'address', sku: `${ADDRESSES[fieldOf(fact, 'sku')]}` })),
    ...facts
      .filter(({ sku }) => sku === 'cluster-management-fee')
      .map((fact) => otherRow(fact, { service: 'gke', sku: 'cluster', meter: 'control-plane' })),
  ];
}

function otherRow(fact: Fact, names: Partial<SampleRow>): SampleRow {
  return sampleRow({
    provider: 'gcp',
    service: fieldOf(fact, 'service'),
    region: fieldOf(fact, 'region'),
    sku: fieldOf(fact, 'sku'),
    price: fieldOf(fact, 'usd'),
    as_of: fieldOf(fact, 'as_of'),
    ...names,
  });
}
