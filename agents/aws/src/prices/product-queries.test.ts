import type { PricedThing } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import type { ProductQuery } from './list-products.ts';
import { queriesFor } from './product-queries.ts';

const thing = (sku: string, attributes: PricedThing['attributes'] = {}): PricedThing => ({ sku, attributes });
const filtersOf = (query: ProductQuery | undefined) =>
  Object.fromEntries((query?.filters ?? []).map(({ Type: type, Field: field, Value: value }) => [field, [type, value]]));

describe('queriesFor', () => {
  it('asks for the types, systems and tenancies in use, and nothing else', () => {
    const queries = queriesFor('ec2', 'us-west-2', [thing('m5.large'), thing('c7g.xlarge', { os: 'linux' }), thing('m5.large', { os: 'windows' })]);

    expect(queries.map(({ serviceCode }) => serviceCode)).toEqual(['AmazonEC2']);
    expect(filtersOf(queries[0])).toEqual({
      regionCode: ['TERM_MATCH', 'us-west-2'],
      capacitystatus: ['TERM_MATCH', 'Used'],
      marketoption: ['TERM_MATCH', 'OnDemand'],
      operatingSystem: ['ANY_OF', 'Linux,Windows'],
      preInstalledSw: ['TERM_MATCH', 'NA'],
      tenancy: ['TERM_MATCH', 'Shared'],
      instanceType: ['ANY_OF', 'c7g.xlarge,m5.large'],
    });
  });

  it('asks for SQL Server and dedicated machines where they are in use', () => {
    const [query] = queriesFor('ec2', 'us-west-2', [thing('m5.large', { os: 'windows with sql server web', tenancy: 'dedicated' })]);

    expect(filtersOf(query)).toMatchObject({
      operatingSystem: ['TERM_MATCH', 'Windows'],
      preInstalledSw: ['TERM_MATCH', 'SQL Web'],
      tenancy: ['TERM_MATCH', 'Dedicated'],
    });
  });

  it('splits what does not fit into one filter', () => {
    const types = Array.from({ length: 200 }, (_, index) => `m${100 + index}.12xlarge`);

    const queries = queriesFor(
      'ec2',
      'us-west-2',
      types.map((sku) => thing(sku)),
    );

    const values = queries.map((query) => String(filtersOf(query).instanceType?.[1]));
    expect(values.flatMap((value) => value.split(','))).toEqual(types);
    expect(Math.max(...values.map(({ length }) => length))).toBeLessThanOrEqual(1024);
    expect(queries).toHaveLength(3);
  });

  it.each([
    { what: 'a type that is no name', inUse: [thing('m5.large,c5.large')] },
    { what: 'a system without a price list', inUse: [thing('m5.large', { os: 'beos' })] },
  ])('asks nothing about $what', ({ inUse }) => {
    expect(queriesFor('ec2', 'us-west-2', inUse)).toEqual([]);
  });

  it('asks for hosts by their family', () => {
    const [query, ...more] = queriesFor('ec2', 'us-west-2', [thing('m5', { tenancy: 'host' })]);

    expect(more).toEqual([]);
    expect(filtersOf(query)).toEqual({
      regionCode: ['TERM_MATCH', 'us-west-2'],
      productFamily: ['TERM_MATCH', 'Dedicated Host'],
      tenancy: ['TERM_MATCH', 'Host'],
      instanceType: ['TERM_MATCH', 'm5'],
    });
  });

  it('asks for the bare machine too where the owner brings the licence', () => {
    const [query] = queriesFor('ec2', 'us-west-2', [thing('m5.large', { os: 'rhel', licence: 'byol' })]);

    expect(filtersOf(query)).toMatchObject({ operatingSystem: ['ANY_OF', 'Linux,RHEL'] });
  });

  it('asks for all that is shared, and for every host, where nobody says what is in use', () => {
    const [query, hosts, ...more] = queriesFor('ec2', 'us-west-2');

    expect(more).toEqual([]);
    expect(filtersOf(hosts)).toMatchObject({ tenancy: ['TERM_MATCH', 'Host'], productFamily: ['TERM_MATCH', 'Dedicated Host'] });
    expect(filtersOf(hosts)).not.toHaveProperty('instanceType');
    expect(filtersOf(query)).not.toHaveProperty('instanceType');
    expect(filtersOf(query)).toMatchObject({ tenancy: ['TERM_MATCH', 'Shared'], capacitystatus: ['TERM_MATCH', 'Used'] });
  });
});
