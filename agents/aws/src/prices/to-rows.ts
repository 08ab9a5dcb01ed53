import { type BookRow, type Decimal, divide, type MeterName } from '@openfinops/core';
import { osOfProduct } from './platforms.ts';
import { currencyOf, onDemandPriceOf, type Product, reservedPricesOf } from './product.ts';

/** The row of a product as the price tables spell it; a price of 0 is passed on as such. undefined: nothing that is asked about. */
export function toRow(service: string, product: Product, asOf: string): BookRow | undefined {
  if (service === 'ec2') return toMachineRow(product, asOf) ?? toHostRow(product, asOf);
  if (service === 'ebs') return toDiskRow(product, asOf);
  return service === 'eip' ? toAddressRow(product, asOf) : undefined;
}

/** What is not used, not shared or dedicated, or sold in blocks costs something else. */
const TENANCIES: Readonly<Record<string, string>> = { Shared: 'shared', Dedicated: 'dedicated' };

function toMachineRow(product: Product, asOf: string): BookRow | undefined {
  const { instanceType, regionCode = '', operatingSystem, preInstalledSw, tenancy = '', licenseModel, ...rest } = product.product.attributes;
  const os = osOfProduct(operatingSystem, preInstalledSw);
  const held = TENANCIES[tenancy];
  if (instanceType === undefined || os === undefined || held === undefined) return undefined;
  if (rest.capacitystatus !== 'Used' || (rest.marketoption ?? 'OnDemand') !== 'OnDemand') return undefined;
  const row = rowOf(product, { service: 'ec2', sku: instanceType, meter: 'compute', unit: 'h', units: HOURS, asOf });
  const licence = licenseModel === 'Bring your own license' ? { licence: 'byol' } : {};
  return (
    row && { ...row, attributes: { os, tenancy: held, ...licence }, prices: { ...row.prices, ...reservedPricesOf(product, currencyOf(regionCode)) } }
  );
}

/** A dedicated host by its family, on demand; what runs on it costs nothing more. */
function toHostRow(product: Product, asOf: string): BookRow | undefined {
  const { instanceType, tenancy, capacitystatus, usagetype = '' } = product.product.attributes;
  const isHost = tenancy === 'Host' && capacitystatus === 'AllocatedHost' && /(^|-)HostUsage:/.test(usagetype);
  if (!isHost || instanceType === undefined) return undefined;
  const row = rowOf(product, { service: 'ec2', sku: instanceType, meter: 'compute', unit: 'h', units: HOURS, asOf });
  return row && { ...row, attributes: { tenancy: 'host' } };
}

interface DiskKind {
  readonly sku: string;
  readonly meter: MeterName;
  /** Larger amounts cost less than this. */
  readonly isFirstTier?: true;
}

/** By what stands behind `EBS:` in the usage type; later steps of io2’s IOPS have entries of their own. */
const DISK_KINDS: Readonly<Record<string, DiskKind>> = {
  'VolumeUsage.gp2': { sku: 'gp2', meter: 'storage' },
  'VolumeUsage.gp3': { sku: 'gp3', meter: 'storage' },
  'VolumeUsage.piops': { sku: 'io1', meter: 'storage' },
  'VolumeUsage.io2': { sku: 'io2', meter: 'storage' },
  'VolumeUsage.st1': { sku: 'st1', meter: 'storage' },
  'VolumeUsage.sc1': { sku: 'sc1', meter: 'storage' },
  VolumeUsage: { sku: 'standard', meter: 'storage' },
  'VolumeP-IOPS.gp3': { sku: 'gp3', meter: 'iops' },
  'VolumeP-IOPS.piops': { sku: 'io1', meter: 'iops' },
  'VolumeP-IOPS.io2': { sku: 'io2', meter: 'iops', isFirstTier: true },
  'VolumeP-Throughput.gp3': { sku: 'gp3', meter: 'throughput' },
  SnapshotUsage: { sku: 'snapshot', meter: 'snapshot' },
  SnapshotArchiveStorage: { sku: 'snapshot-archive', meter: 'snapshot' },
};

/** Units of the list, with what they must be divided by to be ours; what AWS calls GB of storage is GiB. */
type Units = Readonly<Record<string, Decimal>>;
const HOURS: Units = { hrs: '1', hours: '1', hour: '1' };
const DISK_UNITS: Readonly<Partial<Record<MeterName, { readonly unit: string; readonly units: Units }>>> = {
  storage: { unit: 'GiB-month', units: { 'gb-mo': '1', 'gb-month': '1' } },
  snapshot: { unit: 'GiB-month', units: { 'gb-mo': '1', 'gb-month': '1' } },
  iops: { unit: 'IOPS-month', units: { 'iops-mo': '1' } },
  throughput: { unit: 'MiB/s-month', units: { 'gibps-mo': '1024', 'mibps-mo': '1' } },
};

function toDiskRow(product: Product, asOf: string): BookRow | undefined {
  const kind = DISK_KINDS[/^(?:[A-Z0-9]+-)?EBS:(.+)$/.exec(product.product.attributes.usagetype ?? '')?.[1] ?? ''];
  const units = kind === undefined ? undefined : DISK_UNITS[kind.meter];
  if (kind === undefined || units === undefined) return undefined;
  const row = rowOf(product, { service: 'ebs', sku: kind.sku, meter: kind.meter, ...units, asOf });
  return row !== undefined && kind.isFirstTier ? { ...row, tierNotApplied: true } : row;
}

/** In use or idle, an address costs the same; the one in use speaks for both. */
function toAddressRow(product: Product, asOf: string): BookRow | undefined {
  if (!/(^|-)PublicIPv4:InUseAddress$/.test(product.product.attributes.usagetype ?? '')) return undefined;
  return rowOf(product, { service: 'eip', sku: 'public-ipv4', meter: 'address', unit: 'h', units: HOURS, asOf });
}

interface RowNames {
  readonly service: string;
  readonly sku: string;
  readonly meter: MeterName;
  readonly unit: string;
  readonly units: Units;
  readonly asOf: string;
}

function rowOf(product: Product, { service, sku, meter, unit, units, asOf }: RowNames): BookRow | undefined {
  const region = product.product.attributes.regionCode;
  if (region === undefined) return undefined;
  const currency = currencyOf(region);
  const found = onDemandPriceOf(product, currency);
  if (found === undefined) return undefined;
  const divisor = units[found.unit.toLowerCase()];
  // A unit that is not known makes the price unknown, as a missing one does.
  const price = divisor === undefined ? '0' : divide(found.price, divisor);
  const tier = found.isFirstOfSeveral ? { tierNotApplied: true } : {};
  const names = { service, region, sku, meter, unit, currency, attributes: {} };
  return { ...names, prices: { 'on-demand': price }, basis: 'list', asOf, fromMs: found.fromMs, id: product.product.sku, ...tier };
}
