import type { TableGap } from '../../packages/runtime/src/prices/tables/manifest.ts';

/** What the tables lack, in the words that `price status` prints. */
export const AWS_GAPS: readonly TableGap[] = [
  gap('ec2', 'families launched after April 2025, outside us-east-1, us-west-2 and GovCloud', 'no newer public snapshot of the other regions'),
  gap(
    'ec2',
    'which of its types us-west-2 really offers',
    'its prices are those of us-east-1, equal for every type when both were last seen',
    'us-west-2',
  ),
  gap('ec2', 'p5e and p6e-gb200', 'sold as capacity blocks only, at prices that change with each offer'),
  gap('ec2', 'trn2 in all but one region', 'no source lists it elsewhere'),
  gap('ec2', 'spot prices as they are today', 'the table holds on-demand less the savings that the spot advisor stated in June 2025'),
  gap('ec2', 'Windows and RHEL on spot, SUSE, SQL Server, dedicated hosts', 'no public source of their prices'),
  gap('ec2', 'cn-northwest-1', 'no public source', 'cn-northwest-1'),
  gap('ec2', 'spot and reserved rates in China', 'no public source', 'cn-north-1'),
  gap('rds', 'SQL Server, Oracle, Aurora and MariaDB instances', 'no public source'),
  gap('rds', 'storage outside us-east-1', 'no public source'),
  gap('lambda', 'regions other than us-east-1', 'no public source'),
  gap('s3', 'regions other than us-east-1', 'no public source'),
  gap('fargate', 'regions other than us-east-1, Windows, Arm', 'no public source'),
  gap('eks', 'regions other than us-east-1', 'no public source'),
  gap('nat', 'regions other than us-east-1', 'no public source'),
  gap('elb', 'regions other than us-east-1', 'no public source'),
  gap('eip', 'regions in China', 'no public source'),
  gap('dynamodb', 'request and capacity units, alarms, keys and secrets of other services', 'billed in units that no meter has'),
];

export const AZURE_GAPS: readonly TableGap[] = [
  gap('vm', 'spot prices', 'no public snapshot states them; live prices do'),
  gap('vm', 'reservations and savings plans', 'no public snapshot states them'),
  gap(
    'vm',
    'Windows and SQL Server prices of their own',
    'Windows is composed from the Linux price and its licence; the burstable sizes of version 1 but B8ms have no known licence price',
  ),
  gap('vm', 'hardware of 411 sizes, most of them retired', 'no source states it'),
  gap('disk', 'regions other than eastus, Premium v2, Ultra, zone-redundant disks', 'no public source'),
  gap('disk', 'confirmed prices of tiers other than P4, P10, E4, E30, S4, S6, S10 and S20', 'no second source: they are marked unverified'),
  gap('storage', 'all but hot locally redundant blobs in eastus', 'no public source'),
  gap('sql', 'all prices', 'no public source'),
  gap('functions', 'regions other than eastus, Premium plan', 'no public source'),
  gap('public-ip', 'regions other than eastus', 'no public source'),
  gap('aks', 'regions other than eastus', 'no public source'),
  gap('container-registry', 'the fee of a day', 'rounded in the source: no exact price an hour'),
];

export const GCP_GAPS: readonly TableGap[] = [
  gap('compute', 'a3-ultragpu (H200), a4 (B200), a4x, H4D', 'not in the source'),
  gap(
    'compute',
    'unit prices of m4, a2, a3, g2, g4, c2, h3, t2d, t2a and z3',
    'their prices are not sums of vCPU and memory alone, or only one shape exists',
  ),
  gap('compute', 'Windows on f1-micro, g1-small, e2-small and e2-medium', 'only e2-micro is confirmed; the others are taken by vCPU'),
  gap('compute', 'attachable accelerators outside us-central1', 'no public source'),
  gap('tpu', 'regions other than us-central1, versions but v5p and v6e', 'no public source'),
  gap('gke', 'regions other than us-central1', 'no public source'),
  gap('run', 'tier-1 regions, instance-based billing', 'no public source'),
  gap('functions', 'CPU time (GHz seconds), second generation', 'billed in a unit that no meter has'),
  gap('sql', 'all prices', 'no public source'),
];

export const LLM_GAPS: readonly TableGap[] = [
  gap('all', 'batch, priority and fine-tuned prices; audio, image and tool calls', 'not in the source'),
  gap('all', 'night prices where the time of day matters', 'the table holds the daytime price'),
  gap('all', 'models sold through resellers (OpenRouter, Hugging Face)', 'their prices change with the route'),
];

export const GPU_GAPS: readonly TableGap[] = [
  gap('models', 'what a card costs to buy, and its watts', 'no source: state your own on the rate card'),
  gap('models', 'cards whose memory and year only one source states', 'not confirmed'),
];

function gap(service: string, what: string, why: string, region?: string): TableGap {
  return region === undefined ? { service, what, why } : { service, region, what, why };
}
