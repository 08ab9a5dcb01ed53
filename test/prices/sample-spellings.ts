import type { SampleRow } from './sample-row.ts';

/** Every third row is asked as people and clouds write it; the answer stays. */
export function respell(row: SampleRow, index: number, random: () => number): SampleRow {
  if (index % 3 !== 0) return row;
  const ways = WAYS.filter((way) => way.appliesTo(row));
  const way = ways[Math.floor(random() * ways.length)];
  return way === undefined ? row : { ...row, ...way.respell(row) };
}

interface Way {
  appliesTo(row: SampleRow): boolean;
  respell(row: SampleRow): Partial<SampleRow>;
}

const SERVICES: Readonly<Record<string, string>> = {
  'aws/ec2': 'AmazonEC2',
  'aws/rds': 'AmazonRDS',
  'azure/vm': 'Virtual Machines',
  'gcp/compute': 'Compute Engine',
};

const REGIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-central-1': 'Europe (Frankfurt)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  eastus: 'East US',
  eastus2: 'East US 2',
  westeurope: 'West Europe',
  northeurope: 'North Europe',
  westus3: 'West US 3',
  uksouth: 'UK South',
  southeastasia: 'Southeast Asia',
};

const SYSTEMS: Readonly<Record<string, string>> = { windows: 'Windows', rhel: 'Red Hat Enterprise Linux', sles: 'SUSE Linux' };

const WAYS: readonly Way[] = [
  { appliesTo: () => true, respell: ({ sku }) => ({ sku: sku.toUpperCase() }) },
  { appliesTo: () => true, respell: ({ region }) => ({ region: region.toUpperCase() }) },
  { appliesTo: ({ sku }) => sku !== sku.toLowerCase(), respell: ({ sku }) => ({ sku: sku.toLowerCase() }) },
  { appliesTo: ({ sku }) => sku.startsWith('Standard_'), respell: ({ sku }) => ({ sku: sku.slice('Standard_'.length).replaceAll('_', ' ') }) },
  {
    appliesTo: ({ provider, service }) => `${provider}/${service}` in SERVICES,
    respell: ({ provider, service }) => ({ service: `${SERVICES[`${provider}/${service}`]}` }),
  },
  { appliesTo: ({ region }) => region in REGIONS, respell: ({ region }) => ({ region: `${REGIONS[region]}` }) },
  { appliesTo: ({ provider, service }) => provider === 'aws' && service === 'ec2', respell: ({ region }) => ({ region: `${region}a` }) },
  { appliesTo: ({ provider, service }) => provider === 'gcp' && service === 'compute', respell: ({ region }) => ({ region: `${region}-b` }) },
  { appliesTo: ({ service, os }) => ['ec2', 'vm', 'compute'].includes(service) && os === '', respell: () => ({ os: 'Linux/UNIX' }) },
  { appliesTo: ({ os }) => os in SYSTEMS, respell: ({ os }) => ({ os: `${SYSTEMS[os]}` }) },
  { appliesTo: ({ engine }) => engine === 'postgresql', respell: () => ({ engine: 'postgres' }) },
  { appliesTo: ({ engine }) => engine === 'mysql', respell: () => ({ engine: 'MySQL' }) },
  { appliesTo: ({ purchase, service }) => purchase === '' && service !== 'ebs', respell: () => ({ purchase: 'OnDemand' }) },
  { appliesTo: ({ purchase }) => purchase === 'spot', respell: () => ({ purchase: 'Spot' }) },
];
