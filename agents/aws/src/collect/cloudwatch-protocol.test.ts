import { GetMetricDataCommand, GetMetricStatisticsCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type AwsEmulatorOptions, startAwsEmulator } from '@openfinops/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLoopbackCloudWatch } from './loopback-cloudwatch.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const WINDOW = { StartTime: new Date(NOW_MS - 3_600_000), EndTime: new Date(NOW_MS) };

async function startWorld(options: Partial<AwsEmulatorOptions> = {}) {
  const emulator = await startAwsEmulator({ seed: 3, estate: { instances: 20 }, nowMs: () => NOW_MS, ...options });
  const [ours, sdk] = [createLoopbackCloudWatch(emulator.url), createLoopbackCloudWatch(emulator.url, { protocol: 'sdk' })];
  onTestFinished(async () => {
    ours.close();
    sdk.close();
    await emulator.close();
  });
  const MetricDataQueries = emulator.estate.machines.map(({ instanceId }, index) => cpuOf(instanceId, index));
  return { emulator, ours: await ours.cloudWatch('us-west-2'), sdk: await sdk.cloudWatch('us-west-2'), MetricDataQueries };
}

function cpuOf(instanceId: string, index: number): MetricDataQuery {
  const Metric = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: instanceId }] };
  return { Id: `q${index}`, MetricStat: { Metric, Period: 300, Stat: 'Average' } };
}

describe('createCloudWatchProtocol', () => {
  it.each([{ chunkBytes: 1 }, { chunkBytes: 7 }, { chunkBytes: 'random' as const }, { chunkBytes: 1_000_000 }])(
    'says what the SDK says of a reply in pieces of $chunkBytes bytes, with times in epoch seconds',
    async ({ chunkBytes }) => {
      const { ours, sdk, MetricDataQueries } = await startWorld({ chunkBytes, estate: { instances: chunkBytes === 1 ? 3 : 20 } });
      const command = new GetMetricDataCommand({ MetricDataQueries, ...WINDOW, ScanBy: 'TimestampAscending' });

      const plain = await ours.send(command);
      const walked = await sdk.send(command);

      const inSeconds = walked.MetricDataResults?.map((one) => ({ ...one, Timestamps: one.Timestamps?.map((time) => time.getTime() / 1000) }));
      expect(inSeconds?.some(({ Values }) => (Values?.length ?? 0) > 0)).toBe(true);
      expect([...(plain.MetricDataResults ?? [])]).toEqual(inSeconds);
      expect(plain.$metadata.httpStatusCode).toBe(200);
    },
  );

  it('raises the errors that the SDK raises', async () => {
    const { ours, sdk } = await startWorld({ faults: [{ on: 'cloudwatch:GetMetricData', fault: { type: 'deny' } }] });
    const command = new GetMetricDataCommand({ MetricDataQueries: [cpuOf('i-1', 0)], ...WINDOW });

    const [plain, walked] = (await Promise.all([ours.send(command).catch(toName), sdk.send(command).catch(toName)])) as string[];

    expect(plain).toBe('AccessDeniedException');
    expect(plain).toBe(walked);
  });

  it('has the SDK try again when it is told to slow down', async () => {
    const { ours, emulator, MetricDataQueries } = await startWorld({ faults: [{ on: 'cloudwatch:*', nth: [1], fault: { type: 'throttle' } }] });

    const { MetricDataResults } = await ours.send(new GetMetricDataCommand({ MetricDataQueries, ...WINDOW }));

    expect([...(MetricDataResults ?? [])]).toHaveLength(20);
    expect(emulator.calls()).toMatchObject([{ operation: 'GetMetricData', calls: 2 }]);
  });

  it.each([{ body: '{"MetricDataResults": [' }, { body: '<html></html>' }])('rejects $body', async ({ body }) => {
    const { ours, MetricDataQueries } = await startWorld({ faults: [{ on: 'cloudwatch:*', fault: { type: 'body', body } }] });

    await expect(ours.send(new GetMetricDataCommand({ MetricDataQueries, ...WINDOW }))).rejects.toThrow(SyntaxError);
  });

  it('leaves every other operation to the SDK', async () => {
    const { ours, emulator } = await startWorld();
    const { instanceId = '' } = emulator.estate.machines.find(({ runs }) => runs[0]?.toMs === null) ?? {};
    const Dimensions = [{ Name: 'InstanceId', Value: instanceId }];
    const input = { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions, ...WINDOW, Period: 300, Statistics: ['Average' as const] };

    const { Datapoints } = await ours.send(new GetMetricStatisticsCommand(input));

    expect(Datapoints).toHaveLength(12);
    expect(Datapoints?.[0]?.Timestamp).toBeInstanceOf(Date);
  });
});

function toName(error: unknown): string {
  return (error as Error).name;
}
