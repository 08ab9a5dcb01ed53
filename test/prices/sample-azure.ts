import { multiply, sum } from '@openfinops/core';
import { drawFrom, type Fact, fieldOf, readFacts } from './sample-facts.ts';
import { type SampleRow, sampleRow } from './sample-row.ts';

/** What Azure charges, drawn from the facts. */
export function drawAzure(dir: string, random: () => number): SampleRow[] {
  const machines = readFacts(dir, 'azure-vm.csv');
  const arm = new Set(readFacts(dir, 'azure-vm-specs.csv').flatMap((spec) => (spec.arch === 'arm64' ? [fieldOf(spec, 'instance_type')] : [])));
  const licensable = machines.filter((fact) => hasMeasuredLicence(fact) && !arm.has(fieldOf(fact, 'instance_type')));
  return [
    ...drawFrom(machines, 340, random).map((fact) => machineRow(fact, {})),
    ...drawFrom(licensable, 60, random).map((fact) => windowsRow(fact)),
    ...drawFrom(licensable, 15, random).map((fact) => ownLicenceRow(fact)),
    otherRow(dir, 'standard-tier-uptime-sla', { service: 'aks', sku: 'standard', meter: 'control-plane' }),
    otherRow(dir, 'public-ip-standard-static-regional', { service: 'public-ip', sku: 'standard', meter: 'address' }),
  ];
}

function machineRow(fact: Fact, more: Partial<SampleRow>): SampleRow {
  return sampleRow({
    provider: 'azure',
    service: 'vm',
    region: fieldOf(fact, 'region'),
    sku: fieldOf(fact, 'instance_type'),
    price: more.price ?? fieldOf(fact, 'usd_per_hour_ondemand'),
    as_of: fieldOf(fact, 'as_of'),
    isExact: (fact.basis ?? 'list') === 'list',
    ...more,
  });
}

/** Series of which the surcharge was measured; a size with fewer vCPUs than its machine has (`E64-32s_v6`) is none of them. */
function hasMeasuredLicence(fact: Fact): boolean {
  const sku = fieldOf(fact, 'instance_type');
  return fieldOf(fact, 'vcpu') !== '' && !/\d-\d/.test(sku) && /^Standard_(?:[DEF]\d+[a-z]*_v[2-7]|B\d+[a-z]*_v2|[LM]\d+[a-z]*_v[34])$/.test(sku);
}

function windowsRow(fact: Fact): SampleRow {
  const perVcpu = fieldOf(fact, 'instance_type').startsWith('Standard_B') ? '0.0046' : '0.046';
  const price = sum([fieldOf(fact, 'usd_per_hour_ondemand'), multiply(fieldOf(fact, 'vcpu'), perVcpu)]);
  return machineRow(fact, { os: 'windows', price, as_of: '2025-12-01', source: 'composed' });
}

/** The customer brings the licence: the machine costs what it costs with Linux. */
function ownLicenceRow(fact: Fact): SampleRow {
  return machineRow(fact, { os: 'windows', licence: 'Windows_Server', as_of: '', source: '' });
}

function otherRow(dir: string, name: string, names: Pick<SampleRow, 'service' | 'sku' | 'meter'>): SampleRow {
  const fact = readFacts(dir, 'azure-other.csv').find(({ sku }) => sku === name);
  if (fact === undefined) throw new RangeError(`no fact about ${name}`);
  return sampleRow({ provider: 'azure', region: fieldOf(fact, 'region'), price: fieldOf(fact, 'usd'), as_of: fieldOf(fact, 'as_of'), ...names });
}
