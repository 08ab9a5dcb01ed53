import type { Instance } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Resource } from '@openfinops/core';
import { describe, expect, it } from 'vitest';
import { awsIdOf, machineOf } from './aws-resource.ts';
import { createFakeDoubts, createFakePlace } from './fake-place.ts';
import { toMachine } from './to-machine.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 10);
const LAUNCH_MS = NOW_MS - 5 * HOUR_MS;
const at = (hoursAgo: number): string => `${new Date(NOW_MS - hoursAgo * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ')} GMT`;

const RUNNING: Instance = {
  InstanceId: 'i-0abc',
  InstanceType: 'm5.large',
  State: { Name: 'running' },
  LaunchTime: new Date(LAUNCH_MS),
  Placement: { AvailabilityZone: 'us-west-2a', Tenancy: 'default' },
  Monitoring: { State: 'disabled' },
  PlatformDetails: 'Linux/UNIX',
  Architecture: 'x86_64',
  Tags: [{ Key: 'Name', Value: 'web-1' }],
};

const map = (changes: Partial<Instance>, place = createFakePlace()): { resource: Resource; doubts: string[] } => {
  const doubts = createFakeDoubts();
  const resource = toMachine({ ...RUNNING, ...changes } as Instance, place, NOW_MS, doubts);
  if (resource === null) throw new Error('there is no resource');
  return { resource, doubts: doubts.sentences() };
};

describe('toMachine', () => {
  it('makes a resource of a running machine', () => {
    const place = createFakePlace({ capacityOf: () => ({ vcpus: 2, memoryBytes: 8 * 1024 ** 3 }) });

    const { resource, doubts } = map({}, place);

    expect(doubts).toEqual([]);
    expect(resource).toEqual({
      id: 'arn:aws:ec2:us-west-2:123456789012:instance/i-0abc',
      scope: 'aws/123456789012/us-west-2/ec2',
      kind: 'machine',
      name: 'web-1',
      zone: 'us-west-2a',
      sku: 'm5.large',
      state: 'running',
      startedMs: LAUNCH_MS,
      purchase: 'on-demand',
      attributes: { state: 'running', os: 'linux', tenancy: 'shared', arch: 'x86_64', monitoring: 'basic' },
      capacity: { vcpus: 2, memoryBytes: 8 * 1024 ** 3 },
      sightings: [
        {
          meter: 'compute',
          bills: true,
          startMs: LAUNCH_MS,
          offer: {
            sku: 'm5.large',
            zone: 'us-west-2a',
            amount: '1',
            unit: 'h',
            unitMs: HOUR_MS,
            purchase: 'on-demand',
            attributes: { os: 'linux', tenancy: 'shared' },
          },
        },
      ],
      tags: { Name: 'web-1' },
    });
  });

  it.each([
    { state: 'pending', reads: 'unknown', bills: null },
    { state: 'running', reads: 'running', bills: true },
    { state: 'stopping', reads: 'stopped', bills: false },
    { state: 'stopped', reads: 'stopped', bills: false },
    { state: 'shutting-down', reads: 'deleted', bills: false },
    { state: 'terminated', reads: 'deleted', bills: false },
    { state: 'dreaming', reads: 'unknown', bills: null },
  ])('bills in the state $state: $bills', ({ state, reads, bills }) => {
    const { resource } = map({ State: { Name: state as 'running' } });

    expect(resource.state).toBe(reads);
    expect(resource.sightings[0]?.bills).toBe(bills);
  });

  it('bills a machine that hibernates until its memory is saved', () => {
    const { resource } = map({ State: { Name: 'stopping' }, StateReason: { Code: 'Client.UserInitiatedHibernate' } });

    expect(resource.sightings[0]?.bills).toBe(true);
  });

  it.each([
    { reason: `User initiated (${at(2)})`, stopMs: NOW_MS - 2 * HOUR_MS },
    { reason: `Server.SpotInstanceTermination (${at(1)})`, stopMs: NOW_MS - HOUR_MS },
    { reason: 'User initiated', stopMs: undefined },
    { reason: '', stopMs: undefined },
    { reason: `User initiated (${at(9)})`, stopMs: undefined },
  ])('reads the end of a run from "$reason"', ({ reason, stopMs }) => {
    const { resource } = map({ State: { Name: 'stopped' }, StateTransitionReason: reason });

    expect(resource.sightings[0]).toMatchObject({ bills: false, startMs: LAUNCH_MS });
    expect(resource.sightings[0]?.stopMs).toBe(stopMs);
  });

  it.each([
    { what: 'runs in its first hour', changes: { LaunchTime: new Date(NOW_MS - HOUR_MS / 2) }, said: { unsettled: true } },
    { what: 'runs for longer', changes: {}, said: {} },
    {
      what: 'was taken back in its first hour',
      changes: {
        State: { Name: 'terminated' },
        LaunchTime: new Date(NOW_MS - 2 * HOUR_MS),
        StateTransitionReason: `Server.SpotInstanceTermination (${at(1.5)})`,
        StateReason: { Code: 'Server.SpotInstanceTermination' },
      },
      said: { waived: true },
    },
    {
      what: 'was taken back after it',
      changes: {
        State: { Name: 'terminated' },
        StateTransitionReason: `Server.SpotInstanceTermination (${at(1)})`,
        StateReason: { Code: 'Server.SpotInstanceTermination' },
      },
      said: {},
    },
    {
      what: 'was ended by its owner in its first hour',
      changes: {
        State: { Name: 'terminated' },
        LaunchTime: new Date(NOW_MS - 2 * HOUR_MS),
        StateTransitionReason: `User initiated (${at(1.5)})`,
        StateReason: { Code: 'Client.UserInitiatedShutdown' },
      },
      said: {},
    },
    {
      what: 'ended in its first hour, nobody says why',
      changes: { State: { Name: 'shutting-down' }, LaunchTime: new Date(NOW_MS - HOUR_MS / 4) },
      said: { unsettled: true },
    },
  ])('knows what a spot machine owes that $what', ({ changes, said }) => {
    const { resource } = map({ InstanceLifecycle: 'spot', ...(changes as Partial<Instance>) });
    const { unsettled, waived } = resource.sightings[0] ?? {};

    expect(resource.purchase).toBe('spot');
    expect({ unsettled, waived }).toEqual({ unsettled: undefined, waived: undefined, ...said });
  });

  it.each([
    { details: 'Linux/UNIX', attributes: { os: 'linux' } },
    { details: 'Windows', attributes: { os: 'windows' } },
    { details: 'Windows BYOL', attributes: { os: 'windows', licence: 'byol' } },
    { details: 'Red Hat Enterprise Linux', attributes: { os: 'rhel' } },
    { details: 'Red Hat BYOL Linux', attributes: { os: 'rhel', licence: 'byol' } },
    { details: 'SUSE Linux', attributes: { os: 'sles' } },
    { details: 'Windows with SQL Server Standard', attributes: { os: 'windows with sql server standard' } },
    { details: 'Plan 9', attributes: { os: 'plan 9' } },
    { details: undefined, attributes: { os: 'linux' } },
  ])('prices $details as $attributes', ({ details, attributes }) => {
    const { resource } = map({ PlatformDetails: details });

    expect(resource.sightings[0]?.offer.attributes).toEqual({ tenancy: 'shared', ...attributes });
  });

  it.each([
    {
      what: 'on a dedicated host',
      changes: { Placement: { AvailabilityZone: 'us-west-2a', Tenancy: 'host', HostId: 'h-1' } },
      parentId: 'arn:aws:ec2:us-west-2:123456789012:dedicated-host/h-1',
    },
    {
      what: 'in a capacity block',
      changes: { InstanceLifecycle: 'capacity-block', CapacityReservationId: 'cr-1' },
      parentId: 'arn:aws:ec2:us-west-2:123456789012:capacity-reservation/cr-1',
    },
    { what: 'on an Outpost', changes: { OutpostArn: 'arn:aws:outposts:us-west-2:123456789012:outpost/op-1' }, parentId: undefined },
  ])('charges nothing for a machine $what, which is paid for as a whole', ({ changes, parentId }) => {
    const { resource } = map(changes as Partial<Instance>);

    expect(resource.sightings).toEqual([]);
    expect(resource.parentId).toBe(parentId);
  });

  it('lets a machine in an on-demand reservation pay for itself', () => {
    const { resource } = map({ CapacityReservationId: 'cr-1' });

    expect(resource.sightings).toHaveLength(1);
    expect(resource.parentId).toBeUndefined();
  });

  it.each([
    { zone: 'us-west-2-lax-1a', deployment: 'local-zone' },
    { zone: 'us-west-2-wl1-las-wlz-1', deployment: 'wavelength-zone' },
  ])('never prices a machine in $zone as one of the region, and says so', ({ zone, deployment }) => {
    const { resource, doubts } = map({ Placement: { AvailabilityZone: zone } });

    expect(resource.sightings[0]?.offer).toMatchObject({ zone, attributes: { deployment } });
    expect(doubts).toEqual([expect.stringContaining('Local or Wavelength Zone')]);
  });

  it.each([
    { what: 'no type', changes: { InstanceType: undefined }, doubt: 'have no type' },
    { what: 'an empty type', changes: { InstanceType: '' }, doubt: 'have no type' },
    { what: 'a state that every object has', changes: { State: { Name: 'constructor' } }, doubt: 'in a state that is not known' },
    { what: 'no launch time', changes: { LaunchTime: undefined }, doubt: 'have no launch time' },
    { what: 'an unknown state', changes: { State: { Name: 'dreaming' } }, doubt: 'in a state that is not known' },
    { what: 'no state', changes: { State: undefined }, doubt: 'in a state that is not known' },
    {
      what: 'two hundred tags of 1 KB',
      changes: { Tags: Array.from({ length: 200 }, (_, n) => ({ Key: `k${n}`, Value: 'v'.repeat(1024) })) },
      doubt: 'were cut',
    },
  ])('lists a machine with $what, and says so', ({ changes, doubt }) => {
    const { resource, doubts } = map(changes as Partial<Instance>);

    expect(resource.id).toContain('i-0abc');
    expect(doubts).toEqual([expect.stringContaining(doubt)]);
    expect(Object.keys(resource.tags).length).toBeLessThanOrEqual(50);
    expect(Object.values(resource.tags).every((value) => value.length <= 256)).toBe(true);
  });

  it('says nothing of a thing without an id', () => {
    const { InstanceId: _, ...nameless } = RUNNING;

    expect(toMachine(nameless, createFakePlace(), NOW_MS, createFakeDoubts())).toBeNull();
  });

  it('shares what machines of a fleet have in common', () => {
    const place = createFakePlace();

    const [one, other] = [map({}, place).resource, map({ InstanceId: 'i-0def' }, place).resource];

    expect(one.sightings[0]?.offer).toBe(other.sightings[0]?.offer);
    expect(one.attributes).toBe(other.attributes);
  });

  it('knows the partition by its region', () => {
    const { resource } = map({}, createFakePlace({ region: 'cn-north-1' }));

    expect(resource.id).toBe('arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0abc');
  });
});

describe('machineOf', () => {
  it('reads a machine back off its resource', () => {
    const { resource } = map({ Monitoring: { State: 'enabled' }, InstanceLifecycle: 'spot' });

    const machine = machineOf(resource);

    expect(machine).toEqual({
      resourceId: resource.id,
      instanceId: 'i-0abc',
      scope: 'aws/123456789012/us-west-2/ec2',
      region: 'us-west-2',
      zone: 'us-west-2a',
      instanceType: 'm5.large',
      state: 'running',
      launchMs: LAUNCH_MS,
      detailedMonitoring: true,
      purchase: 'spot',
      os: 'linux',
      tenancy: 'shared',
    });
    expect(awsIdOf(resource.id)).toBe('i-0abc');
  });

  it('is none for anything else', () => {
    const { resource } = map({});

    expect(machineOf({ ...resource, kind: 'group' })).toBeNull();
    expect(machineOf({ ...resource, scope: 'aws/123456789012/us-west-2/ebs' })).toBeNull();
  });
});
