import { describe, expect, it } from 'vitest';
import { fakeFile } from './fake-tables.ts';
import { PART_COLUMNS, readRegionFactors, readSpecs, readSurcharges, readUnitPrices } from './read-parts.ts';

function tableOf(kind: keyof typeof PART_COLUMNS, ...lines: string[]): string {
  return `${[PART_COLUMNS[kind].join(), ...lines].join('\n')}\n`;
}

describe('reading what machine prices are made from', () => {
  it('knows hardware, and knows what it does not know', () => {
    const { parts } = readSpecs(tableOf('specs', 'g2-standard-4,4,16,,l4,1,', 'f1-micro,1,0.6,,,,'), fakeFile({ kind: 'specs' }));

    expect(parts).toEqual([
      { sku: 'g2-standard-4', vcpu: 4, memoryGib: 16, arch: null, gpuModel: 'l4', gpuCount: 1, localSsdGib: null },
      { sku: 'f1-micro', vcpu: 1, memoryGib: 0.6, arch: null, gpuModel: null, gpuCount: 0, localSsdGib: null },
    ]);
  });

  it('reads what a system adds, to which machines and of which size', () => {
    const table = tableOf('surcharges', 'ec2,windows,t3.nano t3a.nano,,,h,0.0046,2023-08-30,', 'ec2,rhel,,128,,vCPU-h,0.0096,,unverified');

    const { parts } = readSurcharges(table, fakeFile({ kind: 'surcharges', asOf: '2024-07-01' }));

    const shared = { service: 'ec2', currency: 'USD' };
    const nano = { os: 'windows', skus: ['t3.nano', 't3a.nano'], minVcpu: null, maxVcpu: null, per: 'h', price: '0.0046' };
    const large = { os: 'rhel', skus: [], minVcpu: 128, maxVcpu: null, per: 'vCPU-h', price: '0.0096' };
    expect(parts).toEqual([
      { ...shared, ...nano, asOf: '2023-08-30', basis: 'list' },
      { ...shared, ...large, asOf: '2024-07-01', basis: 'unverified' },
    ]);
  });

  it('reads unit prices and factors with the date of their table', () => {
    const units = readUnitPrices(tableOf('unit-prices', 'us-central1,n2,spot,0.0075,0.001'), fakeFile({ kind: 'unit-prices' }));
    const factors = readRegionFactors(tableOf('region-factors', 'ec2,sa-east-1,us-east-1,,1.5929,516'), fakeFile({ kind: 'region-factors' }));

    const asOf = '2026-07-20';
    expect(units.parts).toEqual([{ family: 'n2', region: 'us-central1', column: 'spot', perVcpuHour: '0.0075', perGibHour: '0.001', asOf }]);
    expect(factors.parts).toEqual([{ service: 'ec2', region: 'sa-east-1', reference: 'us-east-1', family: null, ratio: '1.5929', types: 516, asOf }]);
  });

  it.each([
    {
      name: 'a factor of 0',
      read: () => readRegionFactors(tableOf('region-factors', 'ec2,a,b,,0,5'), fakeFile()),
      what: 'has "0", which is no figure above 0',
    },
    {
      name: 'no number of types',
      read: () => readRegionFactors(tableOf('region-factors', 'ec2,a,b,,1,'), fakeFile()),
      what: 'does not say of how many types',
    },
    { name: 'half a core too many', read: () => readSpecs(tableOf('specs', 'a,two,4,,,,'), fakeFile()), what: 'has "two", which is no count' },
    {
      name: 'a surcharge a month',
      read: () => readSurcharges(tableOf('surcharges', 'ec2,sles,,,,month,1,,'), fakeFile()),
      what: 'is per "month", not per h or vCPU-h',
    },
    {
      name: 'an unknown column',
      read: () => readUnitPrices(tableOf('unit-prices', 'r,n2,weekly,1,1'), fakeFile()),
      what: 'has the column "weekly", which is unknown',
    },
  ])('refuses a line with $name', ({ read, what }) => {
    const { parts, faults } = read();

    expect(parts).toEqual([]);
    expect(faults).toEqual([{ line: 2, what }]);
  });

  it('refuses a table with another header', () => {
    const read = () => readSpecs('sku,cores\na,4\n', fakeFile());

    expect(read).toThrow(`its header is not ${PART_COLUMNS.specs.join()}`);
  });
});
