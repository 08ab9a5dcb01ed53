import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type AwsEmulator, createFakePorts, startAwsEmulator } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RestoreEnvironment, useFakeEnvironment } from '../fake-environment.ts';
import { AwsOptions } from '../options.ts';
import { createOwnCalls, type OwnCalls } from '../own-calls.ts';
import { type AwsClients, createAwsClients } from './aws-clients.ts';
import { observedAtOf } from './watch-calls.ts';

const ROLE = 'arn:aws:iam::123456789012:role/openfinops-agent';

let emulator: AwsEmulator;
let restore: RestoreEnvironment;
let calls: OwnCalls;
let clients: AwsClients;
beforeEach(async () => {
  emulator = await startAwsEmulator({ seed: 1, estate: { instances: 6 } });
  restore = useFakeEnvironment(emulator.url);
  clients = open({});
});
afterEach(async () => {
  clients.close();
  restore();
  await emulator.close();
});

function open(options: object): AwsClients {
  const ports = createFakePorts();
  calls = createOwnCalls(ports.metrics);
  return createAwsClients({ options: AwsOptions.parse({ region: ['us-west-2'], ...options }), ports, calls });
}

const countOf = (operation: string) => calls.snapshot().find((count) => count.operation === operation);

describe('createAwsClients', () => {
  it('opens one client a region, and counts what goes out', async () => {
    const [first, second, other] = await Promise.all([clients.ec2('us-west-2'), clients.ec2('us-west-2'), clients.ec2('eu-west-1')]);

    await first.send(new DescribeRegionsCommand({}));

    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(countOf('DescribeRegions')).toEqual({
      api: 'ec2',
      operation: 'DescribeRegions',
      region: 'us-west-2',
      calls: 1,
      billedUnits: 0,
      throttled: 0,
      failed: 0,
    });
  });

  it('tries again when AWS asks to slow down, and counts each request', async () => {
    emulator.setFaults([{ on: 'ec2:DescribeInstances', nth: [1, 2], fault: { type: 'throttle' } }]);
    const client = await clients.ec2('us-west-2');

    const { Reservations: reservations = [] } = await client.send(new DescribeInstancesCommand({ MaxResults: 100 }));

    expect(reservations.flatMap(({ Instances: instances = [] }) => instances)).toHaveLength(6);
    expect(countOf('DescribeInstances')).toMatchObject({ calls: 3, throttled: 2, failed: 0 });
  });

  it('tries again when an answer is cut off or the connection ends', async () => {
    emulator.setFaults([
      { on: 'ec2:DescribeInstances', nth: [1], fault: { type: 'cut', atRatio: 0.6 } },
      { on: 'ec2:DescribeInstances', nth: [2], fault: { type: 'reset' } },
    ]);
    const client = await clients.ec2('us-west-2');

    const { Reservations: reservations = [] } = await client.send(new DescribeInstancesCommand({ MaxResults: 100 }));

    expect(reservations.flatMap(({ Instances: instances = [] }) => instances)).toHaveLength(6);
    expect(countOf('DescribeInstances')).toMatchObject({ calls: 3, throttled: 0, failed: 2 });
  });

  it('counts what CloudWatch bills: the metrics asked for, where it answers', async () => {
    emulator.setFaults([{ on: 'cloudwatch:GetMetricData', nth: [1], fault: { type: 'throttle' } }]);
    const client = await clients.cloudWatch('us-west-2');
    const metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: 'i-0' }] };
    const queries = ['a', 'b'].map((Id) => ({ Id, MetricStat: { Metric: metric, Period: 300, Stat: 'Average' } }));
    const window = { StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date() };

    await client.send(new GetMetricDataCommand({ ...window, MetricDataQueries: queries }));

    expect(countOf('GetMetricData')).toMatchObject({ api: 'cloudwatch', calls: 2, throttled: 1, billedUnits: 2 });
  });

  it('does not try again what is refused', async () => {
    emulator.setFaults([{ on: 'ec2:DescribeInstances', fault: { type: 'deny' } }]);
    const client = await clients.ec2('us-west-2');

    await expect(client.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });

    expect(countOf('DescribeInstances')).toMatchObject({ calls: 1, failed: 1 });
  });

  it('ends a call that hangs as soon as its signal aborts', async () => {
    emulator.setFaults([{ on: 'ec2:DescribeInstances', fault: { type: 'stall', atRatio: 0.5 } }]);
    const client = await clients.ec2('us-west-2');
    const stop = new AbortController();

    const call = client.send(new DescribeInstancesCommand({}), { abortSignal: stop.signal });
    setTimeout(() => stop.abort(), 50);

    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('takes new credentials once when the old ones have expired', async () => {
    const client = await clients.ec2('us-west-2');
    await client.send(new DescribeRegionsCommand({}));
    emulator.expireCredentials();
    process.env.AWS_ACCESS_KEY_ID = 'AKIARENEWED';

    const { Regions: regions = [] } = await client.send(new DescribeRegionsCommand({}));

    expect(regions.length).toBeGreaterThan(0);
    expect(countOf('DescribeRegions')).toMatchObject({ calls: 3, failed: 1 });
  });

  it('gives up when new credentials have expired as well', async () => {
    emulator.setFaults([{ on: 'ec2:DescribeRegions', fault: { type: 'expire' } }]);
    const client = await clients.ec2('us-west-2');

    await expect(client.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });

    expect(countOf('DescribeRegions')).toMatchObject({ calls: 2, failed: 2 });
  });

  it('takes a role on once for all clients, and again when its credentials have expired', async () => {
    clients = open({ role: ROLE, externalId: 'made-up' });
    const [ec2, sts] = await Promise.all([clients.ec2('us-west-2'), clients.sts()]);

    await Promise.all([ec2.send(new DescribeRegionsCommand({})), sts.send(new GetCallerIdentityCommand({}))]);
    emulator.setFaults([{ on: 'ec2:DescribeRegions', nth: [1], fault: { type: 'expire' } }]);
    await ec2.send(new DescribeRegionsCommand({}));

    expect(countOf('AssumeRole')).toMatchObject({ api: 'sts', calls: 2 });
  });

  it('says of the role that it cannot be taken on', async () => {
    clients = open({ role: ROLE });
    emulator.setFaults([{ on: 'sts:AssumeRole', fault: { type: 'deny' } }]);
    const ec2 = await clients.ec2('us-west-2');

    await expect(ec2.send(new DescribeRegionsCommand({}))).rejects.toMatchObject({
      code: 'AUTH_DENIED',
      message: expect.stringContaining(`AWS refused sts:AssumeRole of ${ROLE}`) as string,
    });
  });

  it('tells when an answer was true, by the clock of AWS', async () => {
    const atMs = Date.UTC(2026, 10, 21, 10);
    await emulator.close();
    emulator = await startAwsEmulator({ seed: 1, estate: { instances: 1 }, nowMs: () => atMs });
    restore();
    restore = useFakeEnvironment(emulator.url);
    const client = await open({}).ec2('us-west-2');

    const output = await client.send(new DescribeRegionsCommand({}));

    expect(observedAtOf(output)).toBe(atMs);
  });
});
