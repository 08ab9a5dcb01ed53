import type { Discovery, Provider } from '@openfinops/core';
import { type AwsEmulator, type AwsEmulatorOptions, createFakePorts, discoveryFaults, resourcesOf, startAwsEmulator } from '@openfinops/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type RestoreEnvironment, useFakeEnvironment } from '../fake-environment.ts';
import { AwsOptions } from '../options.ts';
import { createAwsProvider } from '../provider.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10, 7, 30);
const EC2 = 'aws/123456789012/us-west-2/ec2';

const opened: { emulator: AwsEmulator; provider: Provider; restore: RestoreEnvironment }[] = [];
afterEach(async () => {
  for (const { emulator, provider, restore } of opened.splice(0)) {
    await provider.close?.();
    restore();
    await emulator.close();
  }
});

async function open(emulation: Partial<AwsEmulatorOptions>, options: object = {}) {
  const emulator = await startAwsEmulator({ seed: 1, estate: { instances: 12, snapshots: 0 }, ...emulation });
  const restore = useFakeEnvironment(emulator.url);
  const ports = createFakePorts();
  const provider = await createAwsProvider(AwsOptions.parse({ region: ['us-west-2'], services: ['ec2'], ...options }), ports);
  opened.push({ emulator, provider, restore });
  const look = async (): Promise<Discovery[]> => {
    const items: Discovery[] = [];
    for await (const item of provider.discover(new AbortController().signal)) items.push(item);
    expect(discoveryFaults(items, provider.billingRules)).toEqual([]);
    return items;
  };
  return { emulator, provider, ports, look };
}

const endsOf = (items: readonly Discovery[]) => items.filter((item) => item.type === 'done' || item.type === 'failure');
const problemsOf = (items: readonly Discovery[]) => items.flatMap((item) => (item.type === 'problem' ? [item.problem] : []));
const callsTo = (emulator: AwsEmulator, operation: string): number =>
  emulator
    .calls()
    .filter((count) => count.operation === operation)
    .reduce((sum, { calls }) => sum + calls, 0);

describe('discover', () => {
  it('lists what there is, with what it is made of', async () => {
    const { emulator, look } = await open({ nowMs: () => NOW_MS });

    const items = await look();

    const truth = emulator.estate.machines.map(({ instanceId }) => instanceId).sort();
    expect(
      resourcesOf(items)
        .map(({ id }) => id.split('/')[1])
        .sort(),
    ).toEqual(truth);
    expect(resourcesOf(items).every(({ capacity }) => (capacity?.vcpus ?? 0) > 0 && (capacity?.memoryBytes ?? 0) > 0)).toBe(true);
    expect(items[0]).toEqual({ type: 'scope', scope: EC2, observedAtMs: NOW_MS });
    expect(endsOf(items)).toMatchObject([{ type: 'done', scope: EC2, count: 12 }]);
  });

  it('lists capacity that is held, with what its owner pays for', async () => {
    const { look } = await open({ estate: { instances: 2, reservations: 3, hosts: 1 } });

    const held = resourcesOf(await look()).filter(({ kind }) => kind === 'group');

    const said = held.map(({ name, sku, sightings: [sighting] }) => [name, sku, sighting?.bills, sighting?.offer?.amount]);
    expect(said.sort()).toEqual([
      ['cr-00000000000000001', 'm5.xlarge', false, '0'],
      ['cr-00000000000000002', 'm5.xlarge', true, '1'],
      ['cr-00000000000000003', 'm5.xlarge', true, '2'],
      ['h-00000000000000001', 'm5', true, '1'],
    ]);
  });

  it('asks what machines are made of once for each type', async () => {
    const { emulator, look } = await open({});

    await look();
    await look();

    expect(callsTo(emulator, 'DescribeInstanceTypes')).toBe(1);
  });

  it('marks burstable machines that may run beyond their credits, and asks about them once an hour', async () => {
    const { emulator, ports, look } = await open({ estate: { instances: 24 } });

    const machines = resourcesOf(await look());
    await look();
    const askedAtFirst = callsTo(emulator, 'DescribeInstanceCreditSpecifications');
    await ports.clock.advance(3_600_001);
    await look();

    const marked = machines.filter(({ attributes }) => attributes.credits === 'unlimited').map(({ sku }) => sku);
    expect(marked).toEqual(machines.map(({ sku }) => sku).filter((sku) => sku.startsWith('t')));
    expect(marked.length).toBeGreaterThan(0);
    expect(askedAtFirst).toBe(1);
    expect(callsTo(emulator, 'DescribeInstanceCreditSpecifications')).toBe(2);
  });

  it('reads a list that is longer than a page by zone, and lists nothing twice', async () => {
    const { emulator, look } = await open({ estate: { instances: 1100, zones: 3, volumesPerInstance: 0, snapshots: 0 } });

    const first = await look();
    const callsOfFirst = callsTo(emulator, 'DescribeInstances');
    const second = await look();

    expect(resourcesOf(first)).toHaveLength(1100);
    expect(resourcesOf(second)).toHaveLength(1100);
    expect(problemsOf(first)).toEqual([]);
    expect(callsOfFirst).toBe(1 + 3);
    expect(callsTo(emulator, 'DescribeInstances') - callsOfFirst).toBe(3);
    expect(callsTo(emulator, 'DescribeAvailabilityZones')).toBe(1);
  });

  it('reads a long list page after page where nobody tells the zones', async () => {
    const faults = [{ on: 'ec2:DescribeAvailabilityZones', fault: { type: 'deny' } as const }];
    const { look } = await open({ estate: { instances: 1100, zones: 3, volumesPerInstance: 0, snapshots: 0 }, faults });

    const items = await look();

    expect(resourcesOf(items)).toHaveLength(1100);
    expect(endsOf(items)).toMatchObject([{ type: 'done', count: 1100 }]);
  });

  it('goes back to page after page when the zones are no longer told', async () => {
    const { emulator, ports, look } = await open({ estate: { instances: 1100, zones: 3, volumesPerInstance: 0, snapshots: 0 } });
    await look();
    emulator.setFaults([{ on: 'ec2:DescribeAvailabilityZones', fault: { type: 'deny' } }]);
    await ports.clock.advance(3_600_001);

    const items = await look();

    expect(endsOf(items)).toMatchObject([{ type: 'done', count: 1100 }]);
  });

  it('makes a scope a failure when one page of it fails, and counts what it lists', async () => {
    const faults = [{ on: 'ec2:DescribeInstances', nth: [3], fault: { type: 'error', status: 400, code: 'InvalidParameterValue' } as const }];
    const { look } = await open({ estate: { instances: 1100, zones: 3, volumesPerInstance: 0, snapshots: 0 }, faults });

    const items = await look();

    expect(endsOf(items)).toMatchObject([{ type: 'failure', scope: EC2, problem: { code: 'SCOPE_FAILED' } }]);
    expect(resourcesOf(items).length).toBeGreaterThanOrEqual(700);
    expect(resourcesOf(items).length).toBeLessThan(1100);
  });

  it('makes a scope that is refused a failure that says what to allow', async () => {
    const { look } = await open({ faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'deny' } }] });

    const items = await look();

    expect(endsOf(items)).toMatchObject([
      { type: 'failure', scope: EC2, problem: { code: 'AUTH_DENIED', hint: expect.stringContaining('ec2:DescribeInstances') as string } },
    ]);
  });

  it('does without rare lists that are refused, and says so', async () => {
    const { look } = await open({ faults: [{ on: 'ec2:DescribeHosts', fault: { type: 'deny' } }] });

    const items = await look();

    expect(endsOf(items)).toMatchObject([{ type: 'done', count: 12 }]);
    expect(problemsOf(items)).toMatchObject([
      { code: 'AUTH_DENIED', scope: EC2, message: expect.stringContaining('dedicated hosts are not part of the cost') as string },
    ]);
  });

  it('lists machines without their make-up when that is refused, asks again an hour later, and says so', async () => {
    const { emulator, ports, look } = await open({ faults: [{ on: 'ec2:DescribeInstanceTypes', fault: { type: 'deny' } }] });

    const refused = await look();
    await look();
    const askedSoFar = callsTo(emulator, 'DescribeInstanceTypes');
    emulator.setFaults([]);
    await ports.clock.advance(3_600_001);
    const granted = await look();

    expect(problemsOf(refused)).toMatchObject([{ code: 'AUTH_DENIED', message: expect.stringContaining('ec2:DescribeInstanceTypes') as string }]);
    expect(resourcesOf(refused).map(({ capacity }) => capacity)).toEqual(Array(12).fill(undefined));
    expect(askedSoFar).toBe(1);
    expect(resourcesOf(granted).every(({ capacity }) => capacity !== undefined)).toBe(true);
  });

  it('keeps the other scopes whole when one fails', async () => {
    const { look } = await open({ faults: [{ on: 'ec2:DescribeVolumes', fault: { type: 'deny' } }] }, { services: ['ec2', 'ebs', 'eip'] });

    const items = await look();

    expect(
      endsOf(items)
        .map(({ type, scope }) => `${scope.split('/')[3]} ${type}`)
        .sort(),
    ).toEqual(['ebs failure', 'ec2 done', 'eip done']);
  });

  it('lists once what AWS lists twice, and says so', async () => {
    const { look } = await open({ faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'duplicate' } }] });

    const items = await look();

    expect(endsOf(items)).toMatchObject([{ type: 'done', count: 12 }]);
    expect(problemsOf(items)).toMatchObject([{ code: 'SOURCE_GARBLED', message: expect.stringContaining('listed more than once') as string }]);
  });

  it('goes on behind an empty page', async () => {
    const token = Buffer.from('DescribeInstances 0').toString('base64');
    const empty = (body: string): string => body.replace(/<reservationSet>.*<\/reservationSet>/s, `<reservationSet/><nextToken>${token}</nextToken>`);
    const { look } = await open({
      estate: { instances: 12, zones: 1, snapshots: 0 },
      faults: [{ on: 'ec2:DescribeInstances', nth: [1], fault: { type: 'rewrite', rewrite: empty } }],
    });

    const items = await look();

    expect(endsOf(items)).toMatchObject([{ type: 'done', count: 12 }]);
    expect(problemsOf(items)).toEqual([]);
  });

  it('stops where a token comes again, and concludes nothing', async () => {
    const faults = [{ on: 'ec2:DescribeInstances', fault: { type: 'repeat-token' } as const }];
    const { look } = await open({ estate: { instances: 1100, zones: 1, volumesPerInstance: 0, snapshots: 0 }, faults });

    const items = await look();

    expect(endsOf(items)).toMatchObject([
      { type: 'failure', problem: { code: 'SOURCE_GARBLED', message: expect.stringContaining('repeats a page') as string } },
    ]);
    expect(resourcesOf(items).length).toBeGreaterThanOrEqual(1000);
  });

  it('concludes nothing where something has no id', async () => {
    const nameless = (body: string): string => body.replace(/<instanceId>i-[0-9a-f]+<\/instanceId><imageId>/, '<imageId>');
    const { look } = await open({ faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'rewrite', rewrite: nameless } }] });

    const items = await look();

    expect(resourcesOf(items)).toHaveLength(11);
    expect(endsOf(items)).toMatchObject([
      { type: 'failure', problem: { code: 'SOURCE_GARBLED', message: expect.stringContaining('without an id') as string } },
    ]);
  });

  it('gets everything through when a third of all calls is refused as too fast', async () => {
    const { emulator, look } = await open(
      { estate: { instances: 60 }, faults: [{ on: '*', ratio: 0.3, fault: { type: 'throttle' } }] },
      { services: ['ec2', 'ebs', 'eip'] },
    );

    const items = await look();

    expect(endsOf(items).map(({ type }) => type)).toEqual(['done', 'done', 'done']);
    expect(emulator.calls().reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(3 * 10);
  });

  it('stops within a moment of an abort, and says nothing more', async () => {
    const { provider } = await open({ faults: [{ on: 'ec2:DescribeInstances', fault: { type: 'hang' } }] });
    const stop = new AbortController();
    const found: Discovery[] = [];

    const looking = (async () => {
      for await (const item of provider.discover(stop.signal)) found.push(item);
    })();
    setTimeout(() => stop.abort(), 50);

    await expect(looking).rejects.toMatchObject({ name: 'AbortError' });
    expect(found.filter(({ type }) => type === 'failure' || type === 'done')).toEqual([]);
  });

  it('looks at every region that the account has, and leaves an empty one alone for a day', async () => {
    const estate = {
      instances: 3,
      regions: ['us-west-2', 'eu-west-1', 'us-east-1', 'ap-south-1'] as const,
      addresses: 0,
      snapshots: 0,
      volumesPerInstance: 0,
    };
    const { emulator, ports, look } = await open({ estate }, { region: ['all'] });
    const regionsOf = (items: readonly Discovery[]) =>
      endsOf(items)
        .map(({ scope }) => scope.split('/')[2])
        .sort();

    const first = await look();
    const second = await look();
    await ports.clock.advance(24 * 3_600_000);
    const third = await look();

    expect(regionsOf(first)).toEqual(['ap-south-1', 'eu-west-1', 'us-east-1', 'us-west-2']);
    expect(regionsOf(second)).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
    expect(regionsOf(third)).toEqual(['ap-south-1', 'eu-west-1', 'us-east-1', 'us-west-2']);
    expect(callsTo(emulator, 'DescribeRegions')).toBe(2);
  });

  it('cannot look anywhere when the regions cannot be listed', async () => {
    const { look } = await open(
      { estate: { instances: 3, regions: ['us-east-1'] }, faults: [{ on: 'ec2:DescribeRegions', fault: { type: 'deny' } }] },
      { region: ['all'] },
    );

    await expect(look()).rejects.toMatchObject({ code: 'AUTH_DENIED', message: expect.stringContaining('ec2:DescribeRegions') as string });
  });
});
