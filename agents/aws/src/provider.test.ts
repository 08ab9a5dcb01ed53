import { type AwsEmulator, createFakeFiles, createFakePorts, startAwsEmulator } from '@openfinops/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwsClients } from './clients/aws-clients.ts';
import { type RestoreEnvironment, useFakeEnvironment } from './fake-environment.ts';
import { AwsOptions } from './options.ts';
import { createOwnCalls } from './own-calls.ts';
import { probePermissions } from './probe.ts';
import { createAwsProvider } from './provider.ts';

let emulator: AwsEmulator;
let restore: RestoreEnvironment;
beforeEach(async () => {
  emulator = await startAwsEmulator({ seed: 1, estate: { instances: 5 } });
  restore = useFakeEnvironment(emulator.url);
});
afterEach(async () => {
  restore();
  await emulator.close();
});

const open = async (options: object, env: Readonly<Record<string, string>> = {}) => {
  const provider = await createAwsProvider(AwsOptions.parse(options), createFakePorts({ env }));
  await provider.close?.();
  return provider;
};

describe('createAwsProvider', () => {
  it.each([
    { options: { region: ['us-west-2'] }, env: {}, region: 'us-west-2' },
    { options: {}, env: { AWS_REGION: 'us-west-2' }, region: 'us-west-2' },
    { options: {}, env: { AWS_DEFAULT_REGION: 'us-west-2' }, region: 'us-west-2' },
    { options: { region: ['us-west-2', 'us-west-2'] }, env: { AWS_REGION: 'eu-west-1' }, region: 'us-west-2' },
    { options: { region: ['us-west-2', 'eu-west-1'] }, env: {}, region: 'global' },
    { options: { region: ['all'] }, env: { AWS_REGION: 'us-west-2' }, region: 'global' },
    { options: {}, env: {}, region: 'global' },
  ])('speaks for $region with $options and $env', async ({ options, env, region }) => {
    const { info } = await open(options, env);

    expect(info).toMatchObject({ accountId: '123456789012', region });
  });

  it('says what its own calls came to', async () => {
    const provider = await open({ region: ['us-west-2'] });

    expect(provider.ownCost?.()).toEqual({ calls: 1, billedUnits: 0, usd: '0' });
  });

  it('does not start without credentials, and says where they come from', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;

    await expect(open({ region: ['us-west-2'] })).rejects.toMatchObject({
      code: 'AUTH_MISSING',
      message: expect.stringContaining('No credentials that AWS accepts for sts:GetCallerIdentity') as string,
    });
  });

  it('does not start with credentials that AWS does not know', async () => {
    emulator.setFaults([{ on: 'sts:*', fault: { type: 'error', status: 403, code: 'InvalidClientTokenId' } }]);

    await expect(open({ region: ['us-west-2'] })).rejects.toMatchObject({ code: 'AUTH_MISSING' });
  });

  it('falls back to names of its own for the machine that it runs on', async () => {
    const files = createFakeFiles({});

    const named = await createAwsProvider(AwsOptions.parse({ region: ['us-west-2'] }), createFakePorts({ files, env: { HOSTNAME: 'pod-1' } }));
    const nameless = await createAwsProvider(AwsOptions.parse({ region: ['us-west-2'] }), createFakePorts({ files }));

    expect([named.info.hostname, nameless.info.hostname]).toEqual(['pod-1', 'aws-123456789012']);
    await Promise.all([named.close?.(), nameless.close?.()]);
  });
});

describe('probe', () => {
  const probe = async (options: object = {}) => {
    const provider = await createAwsProvider(
      AwsOptions.parse({ region: ['us-west-2'], ...options }),
      createFakePorts({ clock: createFakePorts().clock }),
    );
    const probes = await provider.probe(new AbortController().signal);
    await provider.close?.();
    return probes;
  };

  it('finds everything granted', async () => {
    const probes = await probe();

    expect(probes.filter(({ ok }) => !ok)).toEqual([]);
    expect(probes.map(({ name }) => name)).toContain('cloudwatch:GetMetricData');
  });

  it('names what is refused, with the statement that grants it', async () => {
    emulator.setFaults([
      { on: 'ec2:DescribeVolumes', fault: { type: 'deny' } },
      { on: 'cloudwatch:GetMetricData', fault: { type: 'deny' } },
    ]);

    const refused = (await probe()).filter(({ ok }) => !ok);

    expect(refused.map(({ name, hint }) => ({ name, hint }))).toEqual([
      { name: 'ec2:DescribeVolumes', hint: 'Add the statement {"Effect":"Allow","Action":"ec2:DescribeVolumes","Resource":"*"}' },
      { name: 'cloudwatch:GetMetricData', hint: 'Add the statement {"Effect":"Allow","Action":"cloudwatch:GetMetricData","Resource":"*"}' },
    ]);
  });

  it('tries only what the services need', async () => {
    const names = (await probe({ services: ['eip'] })).map(({ name }) => name);

    expect(names).toEqual([
      'sts:GetCallerIdentity',
      'ec2:DescribeRegions',
      'ec2:DescribeAddresses',
      'ec2:DescribeNetworkInterfaces',
      'pricing:GetProducts',
    ]);
  });

  it('ends in time though somebody does not answer', async () => {
    emulator.setFaults([{ on: 'pricing:GetProducts', fault: { type: 'hang' } }]);
    const ports = createFakePorts();
    const options = AwsOptions.parse({ region: ['us-west-2'], services: ['eip'] });
    const clients = createAwsClients({ options, ports, calls: createOwnCalls(ports.metrics) });
    const world = { clients, options, region: 'us-west-2', nowMs: ports.clock.nowMs(), timeoutMs: 1000 };

    const probes = await probePermissions(world, new AbortController().signal);

    expect(probes.filter(({ ok }) => !ok)).toMatchObject([{ name: 'pricing:GetProducts', detail: 'no answer within 1 s' }]);
    clients.close();
  });
});
