import type { PermissionProbe } from '@openfinops/core';
import type { AwsClients } from './clients/aws-clients.ts';
import { isDenied, isDryRunSuccess, toAwsError } from './clients/aws-errors.ts';
import type { AwsOptions } from './options.ts';
import { AWS_PERMISSIONS, type AwsPermission } from './permissions.ts';

/** All trials together; one that has not answered by then is not known to be granted. */
const PROBE_TIMEOUT_MS = 4500;
const MINUTE_MS = 60_000;

export interface ProbeWorld {
  readonly clients: AwsClients;
  readonly options: Pick<AwsOptions, 'services'>;
  readonly region: string;
  readonly nowMs: number;
  /** Default 4.5 s. */
  readonly timeoutMs?: number;
}

/** Each permission by a real call: a dry run of EC2, or the cheapest call of another API. All at once, within 5 s. */
export async function probePermissions(world: ProbeWorld, signal: AbortSignal): Promise<PermissionProbe[]> {
  signal.throwIfAborted();
  const timeoutMs = world.timeoutMs ?? PROBE_TIMEOUT_MS;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const wanted = AWS_PERMISSIONS.filter(
    ({ services }) => services.length === 0 || services.some((service) => world.options.services.includes(service)),
  );
  const probes = await Promise.all(wanted.map((permission) => probeOne(permission, world, limited)));
  signal.throwIfAborted();
  return probes;
}

async function probeOne(permission: AwsPermission, world: ProbeWorld, signal: AbortSignal): Promise<PermissionProbe> {
  const { name, why } = permission;
  try {
    await callOnce(permission, world, signal);
    return { name, ok: true, detail: why };
  } catch (error) {
    if (isDryRunSuccess(error)) return { name, ok: true, detail: why };
    const failure = toAwsError(error, `${name} in ${world.region}`);
    const hint = isDenied(error) ? `Add the statement ${statementOf(name)}` : (failure.hint ?? 'Try again; without an answer nobody knows.');
    return { name, ok: false, detail: signal.aborted ? `no answer within ${(world.timeoutMs ?? PROBE_TIMEOUT_MS) / 1000} s` : failure.message, hint };
  }
}

function statementOf(action: string): string {
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: '*' });
}

async function callOnce(permission: AwsPermission, world: ProbeWorld, abortSignal: AbortSignal): Promise<void> {
  const operation = permission.name.slice(permission.name.indexOf(':') + 1);
  if (permission.trial === 'dry-run') return await dryRun(operation, world, abortSignal);
  if (permission.trial === 'sts') {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const sts = await world.clients.sts();
    await sts.send(new GetCallerIdentityCommand({}), { abortSignal });
  } else if (permission.trial === 'pricing') {
    const { GetProductsCommand } = await import('@aws-sdk/client-pricing');
    const pricing = await world.clients.pricing();
    await pricing.send(new GetProductsCommand({ ServiceCode: 'AmazonEC2', MaxResults: 1 }), { abortSignal });
  } else await askCloudWatch(operation, world, abortSignal);
}

/** One metric of nothing: a hundred thousandth of a dollar. */
async function askCloudWatch(operation: string, { clients, region, nowMs }: ProbeWorld, abortSignal: AbortSignal): Promise<void> {
  const { GetMetricDataCommand, GetMetricStatisticsCommand, ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudWatch(region);
  const window = { StartTime: new Date(nowMs - 10 * MINUTE_MS), EndTime: new Date(nowMs - 5 * MINUTE_MS) };
  const metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' };
  if (operation === 'ListMetrics') await client.send(new ListMetricsCommand(metric), { abortSignal });
  else if (operation === 'GetMetricStatistics') {
    await client.send(new GetMetricStatisticsCommand({ ...metric, ...window, Period: 300, Statistics: ['Average'] }), { abortSignal });
  } else {
    const query = { Id: 'probe', MetricStat: { Metric: metric, Period: 300, Stat: 'Average' } };
    await client.send(new GetMetricDataCommand({ ...window, MetricDataQueries: [query] }), { abortSignal });
  }
}

/** Rejects with `DryRunOperation` where it would be allowed. */
async function dryRun(operation: string, { clients, region }: ProbeWorld, abortSignal: AbortSignal): Promise<void> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2(region);
  const DryRun = true;
  switch (operation) {
    case 'DescribeRegions':
      return void (await client.send(new sdk.DescribeRegionsCommand({ DryRun }), { abortSignal }));
    case 'DescribeAvailabilityZones':
      return void (await client.send(new sdk.DescribeAvailabilityZonesCommand({ DryRun }), { abortSignal }));
    case 'DescribeInstances':
      return void (await client.send(new sdk.DescribeInstancesCommand({ DryRun }), { abortSignal }));
    case 'DescribeInstanceTypes':
      return void (await client.send(new sdk.DescribeInstanceTypesCommand({ DryRun }), { abortSignal }));
    case 'DescribeInstanceCreditSpecifications':
      return void (await client.send(new sdk.DescribeInstanceCreditSpecificationsCommand({ DryRun }), { abortSignal }));
    case 'DescribeCapacityReservations':
      return void (await client.send(new sdk.DescribeCapacityReservationsCommand({ DryRun }), { abortSignal }));
    case 'DescribeSpotPriceHistory':
      return void (await client.send(new sdk.DescribeSpotPriceHistoryCommand({ DryRun }), { abortSignal }));
    case 'DescribeVolumes':
      return void (await client.send(new sdk.DescribeVolumesCommand({ DryRun }), { abortSignal }));
    case 'DescribeSnapshots':
      return void (await client.send(new sdk.DescribeSnapshotsCommand({ DryRun }), { abortSignal }));
    case 'DescribeAddresses':
      return void (await client.send(new sdk.DescribeAddressesCommand({ DryRun }), { abortSignal }));
    case 'DescribeNetworkInterfaces':
      return void (await client.send(new sdk.DescribeNetworkInterfacesCommand({ DryRun }), { abortSignal }));
    // It knows no dry run.
    case 'DescribeHosts':
      return void (await client.send(new sdk.DescribeHostsCommand({ MaxResults: 5 }), { abortSignal }));
    default:
      throw new RangeError(`nobody knows how to try ec2:${operation}`);
  }
}
