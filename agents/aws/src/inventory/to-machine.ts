import type { Instance } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Offer, type Resource, type ResourceState, type Sighting } from '@openfinops/core';
import type { Doubts } from './doubts.ts';
import { arnOf, deploymentOf, type Place } from './place.ts';
import { stopTimeOf } from './stop-time.ts';
import { nameOf } from './tags.ts';

/** Whether the time of a state bills (EC2 user guide, "Instance lifecycle"): `pending` does not yet, so nothing is said of it. */
const STATES: ReadonlyMap<string, { readonly state: ResourceState; readonly bills: boolean | null }> = new Map([
  ['pending', { state: 'unknown', bills: null }],
  ['running', { state: 'running', bills: true }],
  ['stopping', { state: 'stopped', bills: false }],
  ['stopped', { state: 'stopped', bills: false }],
  ['shutting-down', { state: 'deleted', bills: false }],
  ['terminated', { state: 'deleted', bills: false }],
]);
const UNKNOWN_STATE = { state: 'unknown', bills: null } as const;

/** Spot capacity that EC2 takes back within the first hour is not charged (EC2 user guide, "Billing for interrupted Spot Instances"). */
const SPOT_WAIVER_MS = HOUR_MS;
const INTERRUPTIONS = new Set(['Server.SpotInstanceTermination', 'Server.SpotInstanceShutdown']);

/** An EC2 instance as a resource; null: it has no id, so nothing can be said of it. */
export function toMachine(instance: Instance, place: Place, observedAtMs: number, doubts: Doubts): Resource | null {
  const { InstanceId: id, Tags: foreignTags, InstanceType: type, State: foreignState } = instance;
  if (id === undefined || id === '') return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  if (!type) doubts.add('no-type', id);
  const known = STATES.get(foreignState?.Name ?? '');
  if (known === undefined) doubts.add('unknown-state', id);
  const { state, bills } = known ?? UNKNOWN_STATE;
  const launchMs = instance.LaunchTime?.getTime();
  if (launchMs === undefined && bills === true) doubts.add('no-launch-time', id);
  const zone = instance.Placement?.AvailabilityZone ?? '';
  const payer = payerOf(instance, place);
  const { purchase, attributes, offer } = place.traitsOf(instance, place.region, place.isUnlimited(id));
  if (payer === 'itself' && purchase !== 'spot' && deploymentOf(zone, place.region) !== undefined) doubts.add('local-zone', id);
  const capacity = place.capacityOf(type ?? '');
  // One member after another, and not by spreading what there may be: it is four times as fast, and a look makes ten thousand of these.
  const machine: Writable<Resource> = {
    id: arnOf(place, 'instance', id),
    scope: place.scopes.ec2,
    kind: 'machine',
    name: nameOf(foreignTags, id),
    sku: type || 'unknown',
    state,
    purchase,
    attributes,
    sightings: payer === 'itself' ? [sightingOf(instance, offer, observedAtMs)] : [],
    tags,
  };
  if (zone !== '') machine.zone = zone;
  if (launchMs !== undefined) machine.startedMs = launchMs;
  if (capacity !== undefined) machine.capacity = capacity;
  if (payer !== 'itself' && payer !== 'nobody') machine.parentId = payer;
  return machine;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One owner per dollar: capacity that is paid for as a whole is not paid again by what runs on it. */
function payerOf(instance: Instance, place: Place): 'itself' | 'nobody' | string {
  const { Placement: placement, CapacityReservationId: reservation, OutpostArn: outpost, InstanceLifecycle: lifecycle } = instance;
  if (placement?.Tenancy === 'host' && placement.HostId) return arnOf(place, 'dedicated-host', placement.HostId);
  if (lifecycle === 'capacity-block') return reservation ? arnOf(place, 'capacity-reservation', reservation) : 'nobody';
  return outpost ? 'nobody' : 'itself';
}

function sightingOf(instance: Instance, offer: Offer, observedAtMs: number): Omit<Sighting, 'id'> {
  const bills = billsNow(instance);
  const sighting: Writable<Omit<Sighting, 'id'>> = { meter: 'compute', bills, offer };
  const startMs = instance.LaunchTime?.getTime();
  if (startMs !== undefined) sighting.startMs = startMs;
  const stopMs = bills === false ? stopTimeOf(instance.StateTransitionReason ?? '') : undefined;
  const isStopKnown = stopMs !== undefined && (startMs === undefined || stopMs >= startMs);
  if (isStopKnown) sighting.stopMs = stopMs;
  if (offer.purchase !== 'spot' || startMs === undefined) return sighting;
  return { ...sighting, ...spotWaiver(instance, bills, startMs, isStopKnown ? stopMs : observedAtMs) };
}

/** A machine that hibernates bills until its memory is on disk (EC2 user guide, "Hibernate"). */
function billsNow({ State: state, StateReason: reason }: Instance): boolean | null {
  if (state?.Name === 'stopping' && reason?.Code === 'Client.UserInitiatedHibernate') return true;
  return STATES.get(state?.Name ?? '')?.bills ?? null;
}

function spotWaiver(
  { StateReason: reason }: Instance,
  bills: boolean | null,
  startMs: number,
  endMs: number,
): Pick<Sighting, 'unsettled' | 'waived'> {
  if (endMs - startMs >= SPOT_WAIVER_MS) return {};
  if (bills !== false) return { unsettled: true };
  if (reason?.Code === undefined) return { unsettled: true };
  return INTERRUPTIONS.has(reason.Code) ? { waived: true } : {};
}
