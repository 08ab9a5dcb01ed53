import { divide, multiply, sum } from '@openfinops/core';
import { drawFrom, type Fact, fieldOf, readFacts } from './sample-facts.ts';
import { type SampleRow, sampleRow } from './sample-row.ts';

/** What AWS charges, drawn from the facts. */
export function drawAws(dir: string, random: () => number): SampleRow[] {
  const machines = readFacts(dir, 'aws-ec2.csv');
  const draw = (facts: readonly Fact[], count: number) => drawFrom(facts, count, random);
  const licensable = machines.filter(canCarryLicence(dir));
  return [
    ...draw(machines, 300).map((fact) => machineRow(fact, {})),
    ...draw(machines.filter(hasFairSpot), 120).map((fact) => spotRow(fact)),
    ...draw(readFacts(dir, 'aws-ec2-commitment.csv'), 100).map((fact, index) => committedRow(fact, index)),
    ...draw(licensable, 70).map((fact) => licensedRow(fact, 'windows', windowsSurcharge(fact), '2023-08-30')),
    ...draw(licensable, 40).map((fact) => licensedRow(fact, 'rhel', rhelSurcharge(fact), '2024-07-01')),
    ...draw(readFacts(dir, 'aws-ec2-cn.csv'), 30).map((fact) => chinaRow(fact)),
    ...drawDatabases(dir, draw),
    ...drawOthers(dir, draw),
  ];
}

type Draw = (facts: readonly Fact[], count: number) => Fact[];

function machineRow(fact: Fact, more: Partial<SampleRow>): SampleRow {
  return sampleRow({
    provider: 'aws',
    service: 'ec2',
    region: fieldOf(fact, 'region'),
    sku: fieldOf(fact, 'instance_type'),
    price: more.price ?? fieldOf(fact, 'usd_per_hour_ondemand'),
    as_of: fieldOf(fact, 'as_of'),
    isExact: (fact.basis ?? 'list') === 'list',
    ...more,
  });
}

function hasFairSpot(fact: Fact): boolean {
  const spot = fieldOf(fact, 'usd_per_hour_spot');
  return spot !== '' && Number(spot) <= Number(fieldOf(fact, 'usd_per_hour_ondemand'));
}

/** Savings rates out of an advisor, applied to the on-demand price: an estimate, of two dates. */
function spotRow(fact: Fact): SampleRow {
  return machineRow(fact, { purchase: 'spot', price: fieldOf(fact, 'usd_per_hour_spot'), as_of: '', estimated: 'true' });
}

const COMMITMENTS = [
  { purchase: 'reserved-1y-standard', column: 'usd_per_hour_ri1y_standard_no_upfront' },
  { purchase: 'reserved-3y-standard', column: 'usd_per_hour_ri3y_standard_no_upfront' },
  { purchase: 'reserved-1y-convertible', column: 'usd_per_hour_ri1y_convertible_no_upfront' },
  { purchase: 'reserved-3y-convertible', column: 'usd_per_hour_ri3y_convertible_no_upfront' },
];

function committedRow(fact: Fact, index: number): SampleRow {
  const offered = COMMITMENTS.filter(({ column }) => fieldOf(fact, column) !== '');
  const chosen = offered[index % offered.length];
  if (chosen === undefined) throw new RangeError(`no commitment for ${fact.instance_type}`);
  return machineRow(fact, { purchase: chosen.purchase, price: fieldOf(fact, chosen.column), as_of: '', estimated: '' });
}

/** Families of which the surcharge was measured: the fifth generation and later, x86, virtual, no accelerator of AWS's own. */
function canCarryLicence(dir: string): (fact: Fact) => boolean {
  const arm = new Set(readFacts(dir, 'aws-ec2-specs.csv').flatMap((spec) => (spec.arch === 'arm64' ? [fieldOf(spec, 'instance_type')] : [])));
  const measured = /^(?:[cmri][5-9][a-z0-9]*|m7i-flex|g[45]dn?|x2i?e?dn|d3|t3a?)\./;
  return (fact) => {
    const sku = fieldOf(fact, 'instance_type');
    return measured.test(sku) && !sku.includes('metal') && !arm.has(sku);
  };
}

const T3_WINDOWS: Readonly<Record<string, string>> = {
  nano: '0.0046',
  micro: '0.0092',
  small: '0.0184',
  medium: '0.0184',
  large: '0.0276',
  xlarge: '0.0736',
  '2xlarge': '0.1472',
};

function windowsSurcharge(fact: Fact): string {
  const [family = '', size = ''] = fieldOf(fact, 'instance_type').split('.');
  const ladder = family.startsWith('t3') ? T3_WINDOWS[size] : undefined;
  return ladder ?? multiply(fieldOf(fact, 'vcpu'), family === 'm7i-flex' ? '0.0437' : '0.046');
}

export function rhelSurcharge(fact: Fact): string {
  const vcpus = Number(fieldOf(fact, 'vcpu'));
  if (vcpus <= 8) return multiply(fieldOf(fact, 'vcpu'), '0.0144');
  return multiply(fieldOf(fact, 'vcpu'), vcpus <= 127 ? '0.0108' : '0.0096');
}

function licensedRow(fact: Fact, os: string, surcharge: string, asOf: string): SampleRow {
  const price = sum([fieldOf(fact, 'usd_per_hour_ondemand'), surcharge]);
  return machineRow(fact, { os, price, as_of: asOf, source: 'composed', estimated: 'true' });
}

function chinaRow(fact: Fact): SampleRow {
  return machineRow(fact, { price: fieldOf(fact, 'price_per_hour_ondemand'), currency: 'CNY' });
}

function drawDatabases(dir: string, draw: Draw): SampleRow[] {
  const facts = readFacts(dir, 'aws-rds.csv');
  const having = (column: string) => facts.filter((fact) => fieldOf(fact, column) !== '');
  const rowOf = (fact: Fact, column: string, more: Partial<SampleRow>) =>
    machineRow(fact, { price: fieldOf(fact, column), service: 'rds', engine: fieldOf(fact, 'engine'), ...more });
  return [
    ...draw(having('usd_per_hour_single_az'), 70).map((fact) => rowOf(fact, 'usd_per_hour_single_az', { deployment: 'single-az' })),
    ...draw(having('usd_per_hour_multi_az'), 35).map((fact) => rowOf(fact, 'usd_per_hour_multi_az', { deployment: 'multi-az' })),
    ...draw(having('usd_per_hour_ri1y_no_upfront_single_az'), 15).map((fact) =>
      rowOf(fact, 'usd_per_hour_ri1y_no_upfront_single_az', { deployment: 'single-az', purchase: 'reserved-1y-standard', as_of: '', estimated: '' }),
    ),
  ];
}

/** What the facts call it, and what a person asks for. */
const NAMES: Readonly<Record<string, Partial<SampleRow>>> = {
  'vpc/public-ipv4': { service: 'eip', sku: 'public-ipv4', meter: 'address', unit: 'h' },
  'vpc/nat-gateway': { service: 'nat', sku: 'nat-gateway', meter: 'gateway', unit: 'h' },
  'vpc/nat-gateway-data': { service: 'nat', sku: 'nat-gateway', meter: 'data', unit: 'GB' },
  'eks/cluster': { service: 'eks', sku: 'cluster', meter: 'control-plane', unit: 'h' },
  'eks/cluster-extended-support': { service: 'eks', sku: 'cluster-extended-support', meter: 'control-plane', unit: 'h' },
  'elb/alb': { service: 'elb', sku: 'alb', meter: 'gateway', unit: 'h' },
  'elb/nlb': { service: 'elb', sku: 'nlb', meter: 'gateway', unit: 'h' },
  'elb/alb-lcu': { service: 'elb', sku: 'alb', meter: 'capacity-units', unit: 'LCU-h' },
};

function drawOthers(dir: string, draw: Draw): SampleRow[] {
  const facts = readFacts(dir, 'aws-other.csv');
  const disks = facts.filter(({ sku = '' }) => sku.startsWith('ebs-'));
  const caches = facts.filter(({ service = '' }) => ['elasticache', 'opensearch', 'redshift', 'msk'].includes(service));
  const egress = facts.filter(({ sku }) => sku === 'egress-internet-first-10tb');
  const rest = facts.filter(({ service, sku }) => `${service}/${sku}` in NAMES);
  return [
    ...draw(disks, 100).map((fact) => otherRow(fact, diskNames(fact))),
    ...draw(caches, 30).map((fact) => otherRow(fact, {})),
    ...draw(egress, 20).map((fact) => otherRow(fact, { meter: 'egress', unit: 'GB' })),
    ...draw(rest, 8).map((fact) => otherRow(fact, NAMES[`${fact.service}/${fact.sku}`] ?? {})),
  ];
}

function otherRow(fact: Fact, names: Partial<SampleRow>): SampleRow {
  return sampleRow({
    provider: 'aws',
    service: fieldOf(fact, 'service'),
    region: fieldOf(fact, 'region'),
    sku: fieldOf(fact, 'sku'),
    price: fieldOf(fact, 'usd'),
    as_of: fieldOf(fact, 'as_of'),
    ...names,
  });
}

/** `ebs-gp3-throughput` in dollars per GiB/s and month is the throughput of gp3, 1,024 MiB/s at a time. */
function diskNames(fact: Fact): Partial<SampleRow> {
  const [, kind = '', meter = ''] = fieldOf(fact, 'sku').split('-');
  const names = { service: 'ebs', sku: meter === 'archive' ? 'snapshot-archive' : kind };
  if (kind === 'snapshot') return { ...names, meter: 'snapshot', unit: 'GiB-month' };
  if (meter === 'iops') return { ...names, meter: 'iops', unit: 'IOPS-month' };
  if (meter === 'throughput') return { ...names, meter: 'throughput', unit: 'MiB/s-month', price: divide(fieldOf(fact, 'usd'), '1024') };
  return { ...names, meter: 'storage', unit: 'GiB-month' };
}
