import type { Ports } from '@openfinops/core';

/** Where an account is asked about itself when nothing else is said, by partition. */
const FIRST_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** `aws`, `aws-cn`, `aws-us-gov`: the part of an ARN that tells separate clouds of AWS apart. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (/^us-isob?-/.test(region)) return region.startsWith('us-isob-') ? 'aws-iso-b' : 'aws-iso';
  return 'aws';
}

/** The regions that the settings name; `all`: every one that the account has enabled. */
export function wantedRegions(wanted: readonly string[], env: Ports['env']): readonly string[] | 'all' {
  if (wanted.includes('all')) return 'all';
  if (wanted.length > 0) return [...new Set(wanted)];
  const region = regionOfEnvironment(env);
  return region === undefined ? 'all' : [region];
}

/** The region in which the account is asked who it is and which regions it has. */
export function homeRegion(wanted: readonly string[], env: Ports['env']): string {
  const named = wanted.find((region) => region !== 'all') ?? regionOfEnvironment(env);
  return named ?? FIRST_REGIONS.aws ?? 'us-east-1';
}

/** The price list is served in few regions; each has the prices of its whole partition (docs: "AWS Price List service endpoints"). */
export function priceListRegion(home: string): string {
  if (partitionOf(home) === 'aws-cn') return 'cn-northwest-1';
  if (/^(eu|me|af|il)-/.test(home)) return 'eu-central-1';
  return home.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

function regionOfEnvironment(env: Ports['env']): string | undefined {
  return [env.AWS_REGION, env.AWS_DEFAULT_REGION].find((region) => region !== undefined && region !== '');
}
