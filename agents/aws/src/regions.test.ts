import { describe, expect, it } from 'vitest';
import { homeRegion, partitionOf, priceListRegion, wantedRegions } from './regions.ts';

describe('regions', () => {
  it.each([
    { region: 'us-west-2', partition: 'aws', prices: 'us-east-1' },
    { region: 'eu-west-1', partition: 'aws', prices: 'eu-central-1' },
    { region: 'ap-southeast-2', partition: 'aws', prices: 'ap-south-1' },
    { region: 'cn-north-1', partition: 'aws-cn', prices: 'cn-northwest-1' },
    { region: 'us-gov-west-1', partition: 'aws-us-gov', prices: 'us-east-1' },
    { region: 'us-iso-east-1', partition: 'aws-iso', prices: 'us-east-1' },
    { region: 'us-isob-east-1', partition: 'aws-iso-b', prices: 'us-east-1' },
  ])('knows $region as part of $partition, whose prices are in $prices', ({ region, partition, prices }) => {
    expect(partitionOf(region)).toBe(partition);
    expect(priceListRegion(region)).toBe(prices);
  });

  it.each([
    { wanted: ['all', 'us-west-2'], env: {}, regions: 'all', home: 'us-west-2' },
    { wanted: ['eu-west-1', 'us-west-2'], env: { AWS_REGION: 'us-east-2' }, regions: ['eu-west-1', 'us-west-2'], home: 'eu-west-1' },
    { wanted: [], env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-2' }, regions: ['us-east-2'], home: 'us-east-2' },
    { wanted: [], env: {}, regions: 'all', home: 'us-east-1' },
  ])('looks at $regions from $home when $wanted is wanted and the environment says $env', ({ wanted, env, regions, home }) => {
    expect(wantedRegions(wanted, env)).toEqual(regions);
    expect(homeRegion(wanted, env)).toBe(home);
  });
});
