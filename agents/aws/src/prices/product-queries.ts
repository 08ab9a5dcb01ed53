import type { Filter } from '@aws-sdk/client-pricing';
import type { PricedThing } from '@openfinops/core';
import type { ProductQuery } from './list-products.ts';
import { productWordsOf } from './platforms.ts';

/** The values of an `ANY_OF` filter stand in one text of at most 1,024 characters, with commas between them. */
const LONGEST_VALUE = 1024;
const TENANCIES: Readonly<Record<string, string>> = { shared: 'Shared', dedicated: 'Dedicated' };

/** The questions whose answers hold every price of a service in a region: of what is in use, or of all there is. */
export function queriesFor(service: string, region: string, inUse?: readonly PricedThing[]): ProductQuery[] {
  if (service === 'ec2') return machineQueries(region, inUse);
  if (service === 'ebs') return [diskQuery(region)];
  return service === 'eip' ? [addressQuery(region)] : [];
}

/** Machines that run, without what a reservation that stands empty costs and without capacity blocks; and hosts, which are sold by family. */
function machineQueries(region: string, inUse: readonly PricedThing[] | undefined): ProductQuery[] {
  const always = [is('regionCode', region), is('capacitystatus', 'Used'), is('marketoption', 'OnDemand')];
  if (inUse === undefined) {
    const shared: ProductQuery = { serviceCode: 'AmazonEC2', filters: [...always, is('tenancy', 'Shared'), is('preInstalledSw', 'NA')] };
    return [shared, { serviceCode: 'AmazonEC2', filters: anyHost(region) }];
  }
  const hosts = inUse.filter(({ attributes }) => attributes.tenancy === 'host');
  return [...runningQueries(always, inUse), ...hostQueries(region, hosts)];
}

function runningQueries(always: readonly Filter[], inUse: readonly PricedThing[]): ProductQuery[] {
  const tenancy = valuesOf(inUse, 'tenancy', 'shared').flatMap((name) => TENANCIES[name] ?? []);
  // Who brings the licence pays for the machine alone, which the list calls Linux.
  const bare = inUse.some(({ attributes }) => attributes.licence === 'byol') ? ['linux'] : [];
  const { operatingSystem, preInstalledSw } = productWordsOf([...valuesOf(inUse, 'os', 'linux'), ...bare]);
  if (operatingSystem.length === 0 || tenancy.length === 0) return [];
  const kinds = [anyOf('operatingSystem', operatingSystem), anyOf('preInstalledSw', preInstalledSw), anyOf('tenancy', tenancy)];
  const types = skusOf(inUse, /^[a-z0-9][a-z0-9-]*\.[a-z0-9-]+$/);
  return chunked(types).map((some) => ({ serviceCode: 'AmazonEC2', filters: [...always, ...kinds, anyOf('instanceType', some)] }));
}

function hostQueries(region: string, hosts: readonly PricedThing[]): ProductQuery[] {
  const families = skusOf(hosts, /^[a-z0-9][a-z0-9-]*$/);
  return chunked(families).map((some) => ({ serviceCode: 'AmazonEC2', filters: [...anyHost(region), anyOf('instanceType', some)] }));
}

function anyHost(region: string): Filter[] {
  return [is('regionCode', region), is('productFamily', 'Dedicated Host'), is('tenancy', 'Host')];
}

/** Disks, their IOPS and throughput, and snapshots: some thirty products, all in one answer. */
function diskQuery(region: string): ProductQuery {
  const families = ['Storage', 'System Operation', 'Provisioned Throughput', 'Storage Snapshot'];
  return {
    serviceCode: 'AmazonEC2',
    filters: [is('regionCode', region), anyOf('productFamily', families), { Type: 'CONTAINS', Field: 'usagetype', Value: 'EBS:' }],
  };
}

/** Public IPv4 addresses are sold by the VPC service and have no product family. */
function addressQuery(region: string): ProductQuery {
  return { serviceCode: 'AmazonVPC', filters: [is('regionCode', region), { Type: 'CONTAINS', Field: 'usagetype', Value: 'PublicIPv4:' }] };
}

function is(field: string, value: string): Filter {
  return { Type: 'TERM_MATCH', Field: field, Value: value };
}

function anyOf(field: string, values: readonly string[]): Filter {
  const [only = ''] = values;
  return values.length === 1 ? is(field, only) : { Type: 'ANY_OF', Field: field, Value: values.join(',') };
}

function valuesOf(inUse: readonly PricedThing[], name: string, usual: string): string[] {
  return [...new Set(inUse.map(({ attributes }) => attributes[name] ?? usual))];
}

/** A name out of a foreign reply must not change the question. */
function skusOf(things: readonly PricedThing[], form: RegExp): string[] {
  return [...new Set(things.map(({ sku }) => sku))].filter((sku) => form.test(sku)).sort();
}

function chunked(names: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let length = 0;
  for (const name of names) {
    const last = chunks.at(-1);
    length += name.length + 1;
    if (last !== undefined && length <= LONGEST_VALUE + 1) last.push(name);
    else {
      chunks.push([name]);
      length = name.length + 1;
    }
  }
  return chunks;
}
