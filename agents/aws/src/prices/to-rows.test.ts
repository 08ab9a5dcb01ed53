import { describe, expect, it } from 'vitest';
import { parseProduct } from './product.ts';
import { sampleProduct, sampleUsage } from './sample-product.ts';
import { toRow } from './to-rows.ts';

const TODAY = '2026-11-21';
const rowOf = (service: string, entry: string) => toRow(service, parseProduct(entry), TODAY);

describe('machines of the price list', () => {
  it('become rows as the price tables spell them, in force since the list says so', () => {
    const row = rowOf('ec2', sampleProduct());

    expect(row).toEqual({
      service: 'ec2',
      region: 'us-west-2',
      sku: 'm5.large',
      meter: 'compute',
      unit: 'h',
      currency: 'USD',
      attributes: { os: 'linux', tenancy: 'shared' },
      prices: { 'on-demand': '0.096' },
      basis: 'list',
      asOf: TODAY,
      fromMs: Date.UTC(2026, 10, 1),
      id: 'SAMPLE0000000001',
    });
  });

  it.each([
    { attributes: { operatingSystem: 'Windows' }, becomes: { os: 'windows', tenancy: 'shared' } },
    {
      attributes: { operatingSystem: 'Windows', licenseModel: 'Bring your own license' },
      becomes: { os: 'windows', tenancy: 'shared', licence: 'byol' },
    },
    { attributes: { operatingSystem: 'RHEL', tenancy: 'Dedicated' }, becomes: { os: 'rhel', tenancy: 'dedicated' } },
    { attributes: { operatingSystem: 'SUSE' }, becomes: { os: 'sles', tenancy: 'shared' } },
    {
      attributes: { operatingSystem: 'Windows', preInstalledSw: 'SQL Std' },
      becomes: { os: 'windows with sql server standard', tenancy: 'shared' },
    },
  ])('tell $attributes apart', ({ attributes, becomes }) => {
    const row = rowOf('ec2', sampleProduct({ attributes }));

    expect(row?.attributes).toEqual(becomes);
  });

  it.each([
    { what: 'a reservation that stands empty', attributes: { capacitystatus: 'UnusedCapacityReservation' } },
    { what: 'a capacity block', attributes: { marketoption: 'CapacityBlock' } },
    { what: 'a machine on a dedicated host', attributes: { tenancy: 'Host' } },
    { what: 'a system that nobody knows', attributes: { operatingSystem: 'BeOS' } },
  ])('are no price of $what', ({ attributes }) => {
    expect(rowOf('ec2', sampleProduct({ attributes }))).toBeUndefined();
  });

  it('stand beside hosts, which are sold by family and whose reservations are another price', () => {
    const host = { instanceType: 'm5', tenancy: 'Host', capacitystatus: 'AllocatedHost' };

    const onDemand = rowOf('ec2', sampleProduct({ attributes: { ...host, usagetype: 'USW2-HostUsage:m5' }, price: '5.0690000000' }));
    const reserved = rowOf('ec2', sampleProduct({ attributes: { ...host, usagetype: 'USW2-ReservedHostUsage:m5' } }));

    expect(onDemand).toMatchObject({ sku: 'm5', attributes: { tenancy: 'host' }, prices: { 'on-demand': '5.069' } });
    expect(reserved).toBeUndefined();
  });

  it('bring the hourly rates of reservations without upfront payment', () => {
    const reserved = (payment: string, offering: string, price: string) => ({
      priceDimensions: { rate: { unit: 'Hrs', pricePerUnit: { USD: price } } },
      termAttributes: { LeaseContractLength: '1yr', OfferingClass: offering, PurchaseOption: payment },
    });
    const onDemand = { priceDimensions: { rate: { unit: 'Hrs', pricePerUnit: { USD: '0.0960000000' } } } };
    const terms = {
      OnDemand: { a: onDemand },
      Reserved: {
        b: reserved('No Upfront', 'standard', '0.0600000000'),
        c: reserved('No Upfront', 'convertible', '0.0700000000'),
        d: reserved('Partial Upfront', 'standard', '0.0290000000'),
      },
    };

    const row = rowOf('ec2', sampleProduct({ terms }));

    expect(row?.prices).toEqual({ 'on-demand': '0.096', 'reserved-1y-standard': '0.06', 'reserved-1y-convertible': '0.07' });
  });

  it.each([
    { what: 'zero', price: '0.0000000000' },
    { what: 'missing', price: null },
    { what: 'no number', price: 'NaN' },
    { what: 'negative', price: '-0.0960000000' },
  ])('with a price that is $what have the price 0, which the caller refuses', ({ price }) => {
    expect(rowOf('ec2', sampleProduct({ price }))?.prices).toEqual({ 'on-demand': '0' });
  });

  it('without a price on demand are no row', () => {
    expect(rowOf('ec2', sampleProduct({ terms: { Reserved: {} } }))).toBeUndefined();
  });

  it('are priced in yuan in China', () => {
    const dimension = { unit: 'Hrs', pricePerUnit: { CNY: '0.5390000000' } };
    const terms = { OnDemand: { a: { priceDimensions: { b: dimension } } } };

    const row = rowOf('ec2', sampleProduct({ attributes: { regionCode: 'cn-north-1' }, terms }));

    expect(row).toMatchObject({ region: 'cn-north-1', currency: 'CNY', prices: { 'on-demand': '0.539' }, fromMs: 0 });
  });
});

describe('disks of the price list', () => {
  it.each([
    { usage: 'EBS:VolumeUsage.gp2', unit: 'GB-Mo', price: '0.1000000000', becomes: ['gp2', 'storage', 'GiB-month', '0.1'] },
    { usage: 'EBS:VolumeUsage.gp3', unit: 'GB-Mo', price: '0.0800000000', becomes: ['gp3', 'storage', 'GiB-month', '0.08'] },
    { usage: 'EBS:VolumeUsage.piops', unit: 'GB-Mo', price: '0.1250000000', becomes: ['io1', 'storage', 'GiB-month', '0.125'] },
    { usage: 'EBS:VolumeUsage.io2', unit: 'GB-Mo', price: '0.1250000000', becomes: ['io2', 'storage', 'GiB-month', '0.125'] },
    { usage: 'EBS:VolumeUsage.st1', unit: 'GB-Mo', price: '0.0450000000', becomes: ['st1', 'storage', 'GiB-month', '0.045'] },
    { usage: 'EBS:VolumeUsage.sc1', unit: 'GB-Mo', price: '0.0150000000', becomes: ['sc1', 'storage', 'GiB-month', '0.015'] },
    { usage: 'EBS:VolumeUsage', unit: 'GB-Mo', price: '0.0500000000', becomes: ['standard', 'storage', 'GiB-month', '0.05'] },
    { usage: 'EBS:VolumeP-IOPS.gp3', unit: 'IOPS-Mo', price: '0.0050000000', becomes: ['gp3', 'iops', 'IOPS-month', '0.005'] },
    { usage: 'EBS:VolumeP-IOPS.piops', unit: 'IOPS-Mo', price: '0.0650000000', becomes: ['io1', 'iops', 'IOPS-month', '0.065'] },
    { usage: 'EBS:VolumeP-IOPS.io2', unit: 'IOPS-Mo', price: '0.0650000000', becomes: ['io2', 'iops', 'IOPS-month', '0.065'] },
    { usage: 'EBS:VolumeP-Throughput.gp3', unit: 'GiBps-mo', price: '40.9600000000', becomes: ['gp3', 'throughput', 'MiB/s-month', '0.04'] },
    { usage: 'EBS:VolumeP-Throughput.gp3', unit: 'MiBps-Mo', price: '0.0400000000', becomes: ['gp3', 'throughput', 'MiB/s-month', '0.04'] },
    { usage: 'EBS:SnapshotUsage', unit: 'GB-Mo', price: '0.0500000000', becomes: ['snapshot', 'snapshot', 'GiB-month', '0.05'] },
    { usage: 'EBS:SnapshotArchiveStorage', unit: 'GB-Mo', price: '0.0125000000', becomes: ['snapshot-archive', 'snapshot', 'GiB-month', '0.0125'] },
  ])('call $usage by $unit $becomes', ({ usage, unit, price, becomes }) => {
    const row = rowOf('ebs', sampleUsage(usage, unit, price));

    expect([row?.sku, row?.meter, row?.unit, row?.prices['on-demand']]).toEqual(becomes);
  });

  it('say that io2 has cheaper steps, which entries of their own hold', () => {
    const first = rowOf('ebs', sampleUsage('EBS:VolumeP-IOPS.io2', 'IOPS-Mo', '0.0650000000'));
    const second = rowOf('ebs', sampleUsage('EBS:VolumeP-IOPS.io2.tier2', 'IOPS-Mo', '0.0455000000'));

    expect([first?.tierNotApplied, second]).toEqual([true, undefined]);
  });

  it('have no price where the unit is one that nobody knows', () => {
    expect(rowOf('ebs', sampleUsage('EBS:VolumeUsage.gp3', 'GB-Decade', '0.0800000000'))?.prices).toEqual({ 'on-demand': '0' });
  });
});

describe('addresses of the price list', () => {
  it('cost the same in use and idle: the one in use speaks for both', () => {
    const inUse = rowOf('eip', sampleUsage('PublicIPv4:InUseAddress', 'Hrs', '0.0050000000'));
    const idle = rowOf('eip', sampleUsage('PublicIPv4:IdleAddress', 'Hrs', '0.0050000000'));

    expect([inUse?.sku, inUse?.meter, inUse?.unit, inUse?.prices]).toEqual(['public-ipv4', 'address', 'h', { 'on-demand': '0.005' }]);
    expect(idle).toBeUndefined();
  });
});

describe('entries of the price list', () => {
  it('skip a free first step, and say that there are several', () => {
    const step = (beginRange: string, price: string) => ({ unit: 'GB-Mo', beginRange, pricePerUnit: { USD: price } });
    const terms = {
      OnDemand: { a: { priceDimensions: { x: step('100', '0.0400000000'), y: step('0', '0.0000000000'), z: step('10', '0.0500000000') } } },
    };

    const row = rowOf('ebs', sampleProduct({ attributes: { usagetype: 'EBS:SnapshotUsage' }, terms }));

    expect(row).toMatchObject({ prices: { 'on-demand': '0.05' }, tierNotApplied: true });
  });

  it.each([
    { what: 'its prices are no object', dimension: { unit: 'Hrs', pricePerUnit: 'free' } },
    { what: 'its price is a number', dimension: { unit: 'Hrs', pricePerUnit: { USD: 0.096 } } },
    { what: 'its unit is none', dimension: { unit: null, pricePerUnit: { USD: '0.0960000000' } } },
    { what: 'it is nothing', dimension: null },
  ])('have the price 0 where $what', ({ dimension }) => {
    const row = rowOf('ec2', sampleProduct({ terms: { OnDemand: { a: { priceDimensions: { b: dimension } } } } }));

    expect(row?.prices).toEqual({ 'on-demand': '0' });
  });

  it('are read past attributes that are no text', () => {
    const entry = JSON.parse(sampleProduct()) as { product: { attributes: Record<string, unknown> } };
    entry.product.attributes.vcpu = 2;

    expect(rowOf('ec2', JSON.stringify(entry))?.prices).toEqual({ 'on-demand': '0.096' });
  });

  it.each([{ entry: 'not json' }, { entry: '{}' }, { entry: 'null' }, { entry: '{"product":7}' }])('that are $entry are refused', ({ entry }) => {
    expect(() => parseProduct(entry)).toThrow(expect.objectContaining({ code: 'SOURCE_GARBLED' }));
  });
});
