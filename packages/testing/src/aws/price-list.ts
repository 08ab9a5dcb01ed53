import { createHash } from 'node:crypto';
import {
  ADDRESS_USD_PER_HOUR,
  decimalOf,
  HOST_PRICES,
  machineSteps,
  PLATFORMS,
  type Platform,
  SNAPSHOT_USD_PER_GIB_MONTH,
  stepsOf,
  TYPES,
  VOLUME_PRICES,
  type VolumePrice,
} from './price-book.ts';
import { CallError, type Reply } from './reply.ts';

/** One product of the price list: its attributes, and what one unit costs on demand. */
interface Product {
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit: string;
  /** Ten decimals. */
  readonly usd: string;
}

interface ProductsRequest {
  readonly ServiceCode?: string;
  readonly Filters?: readonly { readonly Type?: string; readonly Field?: string; readonly Value?: string }[];
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

const MAX_RESULTS = 100;
const LATENCY_MS = 200;
/** Of the price list: since long before anything of the estate. */
const EFFECTIVE = '2025-01-01T00:00:00Z';
const LOCATIONS: Readonly<Record<string, string>> = {
  'us-west-2': 'US West (Oregon)',
  'us-east-1': 'US East (N. Virginia)',
  'eu-west-1': 'EU (Ireland)',
};

/** Answers one call of the price list. `regions`: those that have prices. Throws a CallError for what it would refuse. */
export function answerPricing(operation: string, body: string, regions: readonly string[]): Reply {
  if (operation !== 'GetProducts') throw new CallError(400, 'UnknownOperationException', `${operation} is not an operation of the emulator.`);
  const request = JSON.parse(body) as ProductsRequest;
  const size = request.MaxResults ?? MAX_RESULTS;
  if (size < 1 || size > MAX_RESULTS) throw new CallError(400, 'InvalidParameterException', `MaxResults must be at most ${MAX_RESULTS}`);
  const wanted = productsOf(regions).filter((product) => isWanted(product, request));
  const from = request.NextToken === undefined ? 0 : Number(Buffer.from(request.NextToken, 'base64').toString());
  if (!Number.isInteger(from)) throw new CallError(400, 'InvalidNextTokenException', 'The next token is invalid.');
  const page = wanted.slice(from, from + size);
  const next = from + size < wanted.length ? { NextToken: Buffer.from(String(from + size)).toString('base64') } : {};
  const reply = { FormatVersion: 'aws_v1', PriceList: page.map((product) => JSON.stringify(entryOf(product))), ...next };
  return { status: 200, type: 'application/x-amz-json-1.1', body: JSON.stringify(reply), latencyMs: LATENCY_MS };
}

function isWanted({ family, attributes }: Product, { ServiceCode, Filters = [] }: ProductsRequest): boolean {
  if (attributes.servicecode !== ServiceCode) return false;
  for (const { Type = 'TERM_MATCH', Field = '', Value = '' } of Filters) {
    const actual = Field === 'productFamily' ? family : Field.toLowerCase() === 'servicecode' ? attributes.servicecode : attributes[Field];
    if (!isMatch(Type, actual ?? '', Value)) return false;
  }
  return true;
}

function isMatch(type: string, actual: string, value: string): boolean {
  if (type === 'TERM_MATCH' || type === 'EQUALS') return actual === value;
  if (type === 'CONTAINS') return actual.includes(value);
  if (type === 'ANY_OF') return value.split(',').includes(actual);
  if (type === 'NONE_OF') return !value.split(',').includes(actual);
  throw new CallError(400, 'InvalidParameterException', `Input Parameters are invalid: ${type} is no type of a filter.`);
}

function productsOf(regions: readonly string[]): Product[] {
  return regions.flatMap((region) => [...machines(region), ...volumes(region), ...others(region), ...hosts(region)]);
}

function common(region: string, servicecode: string): Record<string, string> {
  return { servicecode, regionCode: region, location: LOCATIONS[region] ?? region, locationType: 'AWS Region', operation: '' };
}

/** As the list has them: what is used, and what is reserved and unused, at the same price. */
function machines(region: string): Product[] {
  const products: Product[] = [];
  for (const [instanceType, spec] of Object.entries(TYPES)) {
    for (const platform of Object.keys(PLATFORMS) as Platform[]) {
      const steps = machineSteps(instanceType, platform);
      const { operatingSystem, usageOperation } = PLATFORMS[platform];
      if (steps === null || (platform !== 'Linux/UNIX' && spec.architecture === 'arm64')) continue;
      for (const [capacitystatus, box] of [
        ['Used', 'BoxUsage'],
        ['UnusedCapacityReservation', 'UnusedBox'],
      ] as const) {
        const attributes = {
          ...common(region, 'AmazonEC2'),
          instanceType,
          operatingSystem,
          operation: usageOperation,
          usagetype: `${prefixOf(region)}${box}:${instanceType}`,
          tenancy: 'Shared',
          capacitystatus,
          marketoption: 'OnDemand',
          preInstalledSw: 'NA',
          licenseModel: 'No License required',
          vcpu: String(spec.vcpus),
          memory: `${spec.memoryMib / 1024} GiB`,
          currentGeneration: spec.isOld === true ? 'No' : 'Yes',
        };
        products.push({ family: 'Compute Instance', attributes, unit: 'Hrs', usd: decimalOf(steps) });
      }
    }
  }
  return products;
}

function volumes(region: string): Product[] {
  const products: Product[] = [];
  const entries: [string, VolumePrice][] = Object.entries(VOLUME_PRICES);
  for (const [volumeApiName, { storage, iops, throughput }] of entries) {
    const base = { ...common(region, 'AmazonEC2'), volumeApiName };
    const usage = (what: string) => `${prefixOf(region)}EBS:${what}.${volumeApiName}`;
    products.push({ family: 'Storage', attributes: { ...base, usagetype: usage('VolumeUsage') }, unit: 'GB-Mo', usd: decimalOf(stepsOf(storage)) });
    if (iops !== null) {
      const attributes = { ...base, usagetype: usage('VolumeP-IOPS'), group: 'EBS IOPS' };
      products.push({ family: 'System Operation', attributes, unit: 'IOPS-Mo', usd: decimalOf(stepsOf(iops)) });
    }
    if (throughput !== null) {
      // The list tells the price of a GiBps.
      const attributes = { ...base, usagetype: usage('VolumeP-Throughput'), group: 'EBS Throughput' };
      products.push({ family: 'Provisioned Throughput', attributes, unit: 'GiBps-mo', usd: decimalOf(stepsOf(throughput) * 1024n) });
    }
  }
  return products;
}

function others(region: string): Product[] {
  const snapshot = { ...common(region, 'AmazonEC2'), usagetype: `${prefixOf(region)}EBS:SnapshotUsage`, group: 'EBS Storage' };
  const products: Product[] = [
    { family: 'Storage Snapshot', attributes: snapshot, unit: 'GB-Mo', usd: decimalOf(stepsOf(SNAPSHOT_USD_PER_GIB_MONTH)) },
  ];
  for (const group of ['InUse', 'Idle']) {
    const attributes = { ...common(region, 'AmazonVPC'), usagetype: `${prefixOf(region)}PublicIPv4:${group}Address`, group: 'VPCPublicIPv4Address' };
    products.push({ family: 'VpcPublicIPv4', attributes, unit: 'Hrs', usd: decimalOf(stepsOf(ADDRESS_USD_PER_HOUR)) });
  }
  return products;
}

function hosts(region: string): Product[] {
  return Object.entries(HOST_PRICES).map(([family, usd]) => {
    const usagetype = `${prefixOf(region)}HostUsage:${family}`;
    const attributes = { ...common(region, 'AmazonEC2'), instanceType: family, usagetype, tenancy: 'Host', capacitystatus: 'AllocatedHost' };
    return { family: 'Dedicated Host', attributes, unit: 'Hrs', usd: decimalOf(stepsOf(usd)) };
  });
}

/** `USW2-`; us-east-1 has none. */
function prefixOf(region: string): string {
  return region === 'us-east-1' ? '' : `${region.replaceAll('-', '').toUpperCase()}-`;
}

function entryOf({ family, attributes, unit, usd }: Product): unknown {
  const sku = createHash('sha256').update(JSON.stringify(attributes)).digest('hex').slice(0, 16).toUpperCase();
  const term = `${sku}.JRTCKXETXF`;
  const rateCode = `${term}.6YS6EN2CT7`;
  const dimension = {
    rateCode,
    unit,
    beginRange: '0',
    endRange: 'Inf',
    description: `$${usd} per ${unit}`,
    appliesTo: [],
    pricePerUnit: { USD: usd },
  };
  return {
    product: { productFamily: family, attributes, sku },
    serviceCode: attributes.servicecode,
    terms: {
      OnDemand: {
        [term]: { priceDimensions: { [rateCode]: dimension }, sku, effectiveDate: EFFECTIVE, offerTermCode: 'JRTCKXETXF', termAttributes: {} },
      },
    },
    version: '20250101000000',
    publicationDate: EFFECTIVE,
  };
}
