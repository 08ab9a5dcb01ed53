import type { SeriesUnit } from '@openfinops/core';
import type { AwsMetric } from '../options.ts';

/** One metric of CloudWatch and what becomes of it. */
export interface MetricSpec {
  readonly group: AwsMetric;
  readonly namespace: string;
  /** CloudWatch's name. */
  readonly metric: string;
  readonly dimension: 'InstanceId' | 'VolumeId';
  readonly statistic: 'Average' | 'Sum';
  /** Our name (docs/wire.md). */
  readonly name: string;
  readonly unit: SeriesUnit;
  /** A percentage becomes a ratio, a sum of bytes a rate over its period. */
  readonly convert: 'percent' | 'per-second';
}

const EC2 = { namespace: 'AWS/EC2', dimension: 'InstanceId' } as const;
const EBS = { namespace: 'AWS/EBS', dimension: 'VolumeId' } as const;
const PERCENT = { statistic: 'Average', unit: '1', convert: 'percent' } as const;
const BYTES = { statistic: 'Sum', unit: 'By/s', convert: 'per-second' } as const;

/** Metrics of every EC2 machine. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html */
const OF_MACHINES: readonly MetricSpec[] = [
  { ...EC2, ...PERCENT, group: 'cpu', metric: 'CPUUtilization', name: 'cpu.utilization' },
  { ...EC2, ...BYTES, group: 'network', metric: 'NetworkIn', name: 'network.io.receive' },
  { ...EC2, ...BYTES, group: 'network', metric: 'NetworkOut', name: 'network.io.transmit' },
];

/** Only machines on Nitro report their EBS traffic by themselves. */
const OF_NITRO: readonly MetricSpec[] = [
  { ...EC2, ...BYTES, group: 'disk', metric: 'EBSReadBytes', name: 'disk.io.read' },
  { ...EC2, ...BYTES, group: 'disk', metric: 'EBSWriteBytes', name: 'disk.io.write' },
];

/** https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html */
const OF_VOLUMES: readonly MetricSpec[] = [
  { ...EBS, ...BYTES, group: 'disk', metric: 'VolumeReadBytes', name: 'disk.io.read' },
  { ...EBS, ...BYTES, group: 'disk', metric: 'VolumeWriteBytes', name: 'disk.io.write' },
];

const CW_AGENT = { namespace: 'CWAgent', dimension: 'InstanceId', ...PERCENT, group: 'memory', name: 'memory.utilization' } as const;

/** What the CloudWatch agent calls memory on Linux and on Windows. */
export const AGENT_MEMORY: readonly MetricSpec[] = [
  { ...CW_AGENT, metric: 'mem_used_percent' },
  { ...CW_AGENT, metric: 'Memory % Committed Bytes In Use' },
];

/** Families on Xen, the hypervisor before Nitro. https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html */
const XEN = new Set('c1 c3 c4 cc2 cg1 cr1 d2 f1 g2 g3 g3s h1 hi1 hs1 i2 i3 m1 m2 m3 m4 p2 p3 r3 r4 t1 t2 x1 x1e'.split(' '));

/** `i3.metal` is on Nitro, `i3.large` is not. */
function isNitro(instanceType: string): boolean {
  const [family = '', size] = instanceType.split('.');
  return size === 'metal' || !XEN.has(family);
}

const ON_NITRO = [...OF_MACHINES, ...OF_NITRO];

/** There are a thousand types and many machines of each. */
const byType = new Map<string, readonly MetricSpec[]>();

/** What is asked of a machine of this type; its memory is asked where the CloudWatch agent reports it. */
export function metricsOfMachine(instanceType: string): readonly MetricSpec[] {
  const specs = byType.get(instanceType) ?? (isNitro(instanceType) ? ON_NITRO : OF_MACHINES);
  byType.set(instanceType, specs);
  return specs;
}

/** Whether machines of this type report the traffic of their disks by themselves. */
export function reportsDisks(instanceType: string): boolean {
  return metricsOfMachine(instanceType) === ON_NITRO;
}

/** What is asked of a volume whose machine says nothing of its disks, so that each byte is asked for once. */
export function metricsOfVolume(): readonly MetricSpec[] {
  return OF_VOLUMES;
}

/** Metrics of each group that a machine is planned with. */
export const SERIES_PER_MACHINE: Readonly<Record<AwsMetric, number>> = { cpu: 1, network: 2, disk: 2, memory: 1 };
