import type { CapacityReservation, Host } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { createFakeDoubts, createFakePlace } from './fake-place.ts';
import { toHost, toReservation } from './to-reserved.ts';

const START_MS = Date.UTC(2026, 10, 20);
const RESERVATION: CapacityReservation = {
  CapacityReservationId: 'cr-1',
  OwnerId: '123456789012',
  InstanceType: 'm5.large',
  InstancePlatform: 'Linux/UNIX',
  AvailabilityZone: 'us-west-2a',
  Tenancy: 'default',
  TotalInstanceCount: 5,
  AvailableInstanceCount: 2,
  State: 'active',
  StartDate: new Date(START_MS),
};

const reserve = (changes: object) => toReservation({ ...RESERVATION, ...changes }, createFakePlace(), createFakeDoubts());

describe('toReservation', () => {
  it('charges an on-demand reservation for its unused slots: the machines in it pay for theirs', () => {
    const resource = reserve({});

    expect(resource).toMatchObject({ kind: 'group', sku: 'm5.large', attributes: { slots: '5', unused: '2' } });
    expect(resource?.sightings).toMatchObject([{ meter: 'compute', bills: true, offer: { amount: '2', purchase: 'on-demand' } }]);
    expect(resource?.sightings[0]?.startMs).toBeUndefined();
  });

  it('charges a capacity block for all its slots, since its start', () => {
    const resource = reserve({ ReservationType: 'capacity-block', InstanceType: 'p5.48xlarge', AvailableInstanceCount: 0 });

    expect(resource?.sightings).toMatchObject([{ bills: true, startMs: START_MS, offer: { amount: '5', purchase: 'capacity-block' } }]);
  });

  it.each([
    { what: 'is full', changes: { AvailableInstanceCount: 0 }, bills: false },
    { what: 'is over', changes: { State: 'expired' }, bills: false },
    { what: 'does not say how full it is', changes: { AvailableInstanceCount: undefined }, bills: null },
  ])('bills $bills when it $what', ({ changes, bills }) => {
    expect(reserve(changes)?.sightings[0]?.bills).toBe(bills);
  });

  it('leaves what another account pays to that account', () => {
    expect(reserve({ UnusedReservationBillingOwnerId: '210987654321' })?.sightings).toEqual([]);
    expect(reserve({ OwnerId: '210987654321' })).toBeNull();
  });
});

describe('toHost', () => {
  const HOST: Host = {
    HostId: 'h-1',
    State: 'available',
    AvailabilityZone: 'us-west-2a',
    AllocationTime: new Date(START_MS),
    HostProperties: { InstanceFamily: 'm5' },
  };

  it('charges a host as long as it is held, whatever runs on it', () => {
    const resource = toHost(HOST, createFakePlace(), createFakeDoubts());

    expect(resource).toMatchObject({ kind: 'group', sku: 'm5', state: 'running' });
    expect(resource?.sightings).toMatchObject([{ bills: true, startMs: START_MS, offer: { amount: '1', attributes: { tenancy: 'host' } } }]);
  });

  it('ends with its release', () => {
    const released = { ...HOST, State: 'released' as const, ReleaseTime: new Date(START_MS + 3_600_000) };

    expect(toHost(released, createFakePlace(), createFakeDoubts())?.sightings).toMatchObject([{ bills: false, stopMs: START_MS + 3_600_000 }]);
  });
});
