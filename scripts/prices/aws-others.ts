import { type FormattedTable, formatPrices } from '../../packages/runtime/src/prices/tables/format-table.ts';
import { addressRows } from './aws-addresses.ts';
import type { Drops } from './drops.ts';
import { type Fact, need, readFacts } from './facts.ts';
import { rowsOfThings, type Thing, thing } from './thing.ts';

const FIRST_TIER = { isFirstTier: true };
const X86_64 = 'lambda x86_64';
const ARM64 = 'lambda arm64';

/** What the facts name, in our words; a disk is named by rule, an instance of a managed service as it is. */
const THINGS: Readonly<Record<string, readonly Thing[]>> = {
  'vpc/public-ipv4': [thing('eip public-ipv4 address')],
  'vpc/nat-gateway': [thing('nat nat-gateway gateway')],
  'vpc/nat-gateway-data': [thing('nat nat-gateway data')],
  'vpc/endpoint-interface': [thing('vpc-endpoint interface gateway')],
  'vpc/endpoint-interface-data': [thing('vpc-endpoint interface data')],
  'eks/cluster': [thing('eks cluster control-plane')],
  'eks/cluster-extended-support': [thing('eks cluster-extended-support control-plane')],
  'elb/alb': [thing('elb alb gateway')],
  'elb/alb-lcu': [thing('elb alb capacity-units')],
  'elb/nlb': [thing('elb nlb gateway')],
  'elb/nlb-lcu': [thing('elb nlb capacity-units')],
  'elb/clb': [thing('elb clb gateway')],
  'elb/clb-data': [thing('elb clb data')],
  'lambda/requests': [thing(`${X86_64} requests`), thing(`${ARM64} requests`)],
  'lambda/duration-x86-tier1': [thing(`${X86_64} function-seconds`, FIRST_TIER)],
  'lambda/duration-x86-tier2': [thing(`${X86_64}-tier-2 function-seconds`)],
  'lambda/duration-x86-tier3': [thing(`${X86_64}-tier-3 function-seconds`)],
  'lambda/duration-arm64-tier1': [thing(`${ARM64} function-seconds`, FIRST_TIER)],
  'lambda/duration-arm64-tier2': [thing(`${ARM64}-tier-2 function-seconds`)],
  'lambda/duration-arm64-tier3': [thing(`${ARM64}-tier-3 function-seconds`)],
  'lambda/provisioned-concurrency': [thing(`${X86_64} provisioned`)],
  'lambda/provisioned-duration': [thing(`${X86_64}-provisioned function-seconds`, { basis: 'unverified' })],
  's3/standard-storage': [thing('s3 standard storage', FIRST_TIER)],
  's3/standard-ia-storage': [thing('s3 standard-ia storage')],
  's3/standard-ia-retrieval': [thing('s3 standard-ia data')],
  's3/onezone-ia-storage': [thing('s3 onezone-ia storage')],
  's3/intelligent-tiering-frequent': [thing('s3 intelligent-tiering-frequent storage')],
  's3/intelligent-tiering-infrequent': [thing('s3 intelligent-tiering-infrequent storage')],
  's3/intelligent-tiering-archive-instant-or-access': [thing('s3 intelligent-tiering-archive storage')],
  's3/intelligent-tiering-deep-archive': [thing('s3 intelligent-tiering-deep-archive storage')],
  's3/glacier-flexible-storage': [thing('s3 glacier storage')],
  's3/glacier-deep-archive-storage': [thing('s3 deep-archive storage')],
  's3/put-copy-post-list': [thing('s3 put-copy-post-list requests')],
  's3/get-select-other': [thing('s3 get-select-other requests')],
  'rds/storage-gp2-single-az': databaseDisk('rds gp2 storage'),
  'rds/storage-gp3-single-az': databaseDisk('rds gp3 storage'),
  'rds/storage-io1-single-az': databaseDisk('rds io1 storage'),
  'rds/storage-magnetic-single-az': databaseDisk('rds magnetic storage'),
  'rds/iops-io1-single-az': databaseDisk('rds io1 iops'),
  'rds/backup-storage': [thing('rds backup backup')],
  'rds/aurora-storage': [thing('rds aurora storage')],
  'rds/aurora-io': [thing('rds aurora requests')],
  'fargate/vcpu-linux-x86': [thing('fargate x86_64 vcpu')],
  'fargate/memory-linux-x86': [thing('fargate x86_64 memory')],
  'efs/standard-storage': [thing('efs standard storage')],
  'efs/standard-ia-storage': [thing('efs standard-ia storage')],
  'efs/onezone-storage': [thing('efs onezone storage')],
  'ecr/storage': [thing('ecr storage storage')],
  'dynamodb/storage': [thing('dynamodb standard storage')],
  'cloudwatch/logs-ingested': [thing('cloudwatch logs data')],
  'cloudwatch/logs-archived': [thing('cloudwatch logs storage')],
  'sqs/standard-requests': [thing('sqs standard requests')],
  'sqs/fifo-requests': [thing('sqs fifo requests')],
  'data-transfer/intra-region': [thing('data-transfer intra-region data')],
  'data-transfer/egress-inter-region': [thing('data-transfer egress-inter-region egress')],
  'data-transfer/egress-internet-first-10tb': [thing('data-transfer egress-internet-first-10tb egress', FIRST_TIER)],
  'data-transfer/egress-internet-next-40tb': [thing('data-transfer egress-internet-next-40tb egress')],
  'data-transfer/egress-internet-next-100tb': [thing('data-transfer egress-internet-next-100tb egress')],
  'data-transfer/egress-internet-over-150tb': [thing('data-transfer egress-internet-over-150tb egress')],
};

const INSTANCE_SERVICES = new Set(['elasticache', 'opensearch', 'redshift', 'msk']);

/**
 * All that is no EC2 or RDS instance, in one file: disks, addresses, gateways, functions, storage, traffic, managed services.
 * @param regions have public addresses, whether or not the facts price them
 */
export function buildAwsOthers(dir: string, drops: Drops, regions: readonly string[] = []): FormattedTable {
  const rows = readFacts(dir, 'aws-other.csv').flatMap((fact) => rowsOfThings(fact, thingsOf(fact), drops));
  const addressed = new Set(rows.filter(({ service }) => service === 'eip').map(({ region }) => region));
  return formatPrices([...rows, ...addressRows(regions, addressed)], {
    path: 'other.csv',
    sources: ['ec2.shop', 'infracost', 'aws-ipv4-charge'],
    method:
      'list prices: disks and managed services by region, public addresses as announced, traffic and the rest as tests of infracost had them; multi-az database storage = 2 x single-az',
  });
}

function thingsOf(fact: Fact): readonly Thing[] | undefined {
  const service = need(fact, 'service');
  const sku = need(fact, 'sku');
  if (INSTANCE_SERVICES.has(service)) return [{ service, sku, meter: 'compute' }];
  if (service === 'ec2' && sku.startsWith('ebs-')) return [diskThing(sku)];
  return THINGS[`${service}/${sku}`];
}

/** `ebs-gp3`, `ebs-gp3-iops`, `ebs-gp3-throughput`, `ebs-snapshot`, `ebs-snapshot-archive`. */
function diskThing(name: string): Thing {
  const [, kind = '', meter] = name.split('-');
  if (kind === 'snapshot') return { service: 'ebs', sku: name.replace('ebs-', ''), meter: 'snapshot' };
  return { service: 'ebs', sku: kind, meter: meter === 'iops' || meter === 'throughput' ? meter : 'storage' };
}

/** A standby has a disk of its own. */
function databaseDisk(names: string): Thing[] {
  return [
    thing(names, { attributes: { deployment: 'single-az' } }),
    thing(names, { attributes: { deployment: 'multi-az' }, times: '2', basis: 'scaled' }),
  ];
}
