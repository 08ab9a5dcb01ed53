import type { Permission } from '@openfinops/core';
import type { AwsService } from './options.ts';

/** How a permission is tried: a dry run of EC2, or the cheapest real call of another API. */
export type PermissionTrial = 'dry-run' | 'sts' | 'cloudwatch' | 'pricing';

export interface AwsPermission extends Permission {
  readonly trial: PermissionTrial;
  /** Services that need it; empty: all do. */
  readonly services: readonly AwsService[];
}

function need(name: string, why: string, trial: PermissionTrial, services: readonly AwsService[] = [], optional = false): AwsPermission {
  return { name, why, optional, trial, services, grant: { language: 'aws-iam', actions: [name] } };
}

/** All that the agent asks of AWS. Everything is read; nothing can be limited to single resources, because these calls list. */
export const AWS_PERMISSIONS: readonly AwsPermission[] = [
  need('sts:GetCallerIdentity', 'Whose account this is; AWS grants it to everybody', 'sts'),
  need('ec2:DescribeRegions', 'Regions that the account has enabled, for --region all', 'dry-run', [], true),
  need('ec2:DescribeAvailabilityZones', 'Reads long lists by zone, at once', 'dry-run', ['ec2', 'ebs'], true),
  need('ec2:DescribeInstances', 'Machines: type, state, launch time, system', 'dry-run', ['ec2']),
  need('ec2:DescribeInstanceTypes', 'What machines are made of: vCPUs, memory, accelerators', 'dry-run', ['ec2'], true),
  need('ec2:DescribeInstanceCreditSpecifications', 'Burstable machines that may run beyond their CPU credits', 'dry-run', ['ec2'], true),
  need('ec2:DescribeCapacityReservations', 'Reserved capacity that stands unused, capacity blocks', 'dry-run', ['ec2'], true),
  need('ec2:DescribeHosts', 'Dedicated hosts, which pay for what runs on them', 'dry-run', ['ec2'], true),
  need('ec2:DescribeSpotPriceHistory', 'What spot machines cost; without it their price is unknown', 'dry-run', ['ec2'], true),
  need('ec2:DescribeVolumes', 'Disks: type, size, IOPS, throughput', 'dry-run', ['ebs']),
  need('ec2:DescribeSnapshots', 'Snapshots of disks', 'dry-run', ['ebs'], true),
  need('ec2:DescribeAddresses', 'Elastic IPs', 'dry-run', ['eip']),
  need('ec2:DescribeNetworkInterfaces', 'Public IPv4 addresses that AWS lends', 'dry-run', ['eip']),
  need('cloudwatch:GetMetricData', 'What machines and disks do', 'cloudwatch', ['ec2']),
  need('cloudwatch:GetMetricStatistics', 'The same for few machines, within the free million of calls', 'cloudwatch', ['ec2'], true),
  need('cloudwatch:ListMetrics', 'Which machines report memory by the CloudWatch agent', 'cloudwatch', ['ec2'], true),
  need('pricing:GetProducts', 'Prices of today; without it the bundled tables are used', 'pricing', [], true),
];
