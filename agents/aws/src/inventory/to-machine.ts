import type { Instance } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Purchase, type Resource, type ResourceState, type Sighting } from '@openfinops/core';
import type { Doubts } from './doubts.ts';
import { arnOf, deploymentOf, type Place } from './place.ts';
import { stopTimeOf } from './stop-time.ts';
import { type System, systemOf } from './system.ts';
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
  const { InstanceId: id, Tags: foreignTags, InstanceType: type } = instance;
  if (id === undefined || id === '') return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  if (!type) doubts.add('no-type', id);
  const word = instance.State?.Name ?? '';
  const known = STATES.get(word) ?? UNKNOWN_STATE;
  if (!STATES.has(word)) doubts.add('unknown-state', id);
  const launchMs = instance.LaunchTime?.getTime();
  if (launchMs === undefined && known.bills === true) doubts.add('no-launch-time', id);
  const zone = instance.Placement?.AvailabilityZone ?? '';
  const payer = payerOf(instance, place);
  if (payer === 'itself' && purchaseOf(instance) !== 'spot' && deploymentOf(zone, place.region) !== undefined) doubts.add('local-zone', id);
  const capacity = place.capacityOf(type ?? '');
  const system = systemOf(instance.PlatformDetails ?? '');
  return {
    id: arnOf(place, 'instance', id),
    scope: place.scopes.ec2,
    kind: 'machine',
    name: nameOf(foreignTags, id),
    ...(zone === '' ? {} : { zone }),
    sku: type || 'unknown',
    state: known.state,
    ...(launchMs === undefined ? {} : { startedMs: launchMs }),
    purchase: purchaseOf(instance),
    attributes: attributesOf(instance, system, place),
    ...(capacity === undefined ? {} : { capacity }),
    ...(payer === 'itself' || payer === 'nobody' ? {} : { parentId: payer }),
    sightings: payer === 'itself' ? [sightingOf(instance, system, place, observedAtMs)] : [],
    tags,
  };
}

/** One owner per dollar: capacity that is paid for as a whole is not paid again by what runs on it. */
function payerOf(instance: Instance, place: Place): 'itself' | 'nobody' | string {
  const { Placement: placement, CapacityReservationId: reservation, OutpostArn: outpost, InstanceLifecycle: lifecycle } = instance;
  if (placement?.Tenancy === 'host' && placement.HostId) return arnOf(place, 'dedicated-host', placement.HostId);
  if (lifecycle === 'capacity-block') return reservation ? arnOf(place, 'capacity-reservation', reservation) : 'nobody';
  return outpost ? 'nobody' : 'itself';
}

function purchaseOf({ InstanceLifecycle: lifecycle }: Instance): Purchase {
  if (lifecycle === undefined) return 'on-demand';
  if (lifecycle === 'spot') return 'spot';
  return lifecycle === 'capacity-block' ? 'capacity-block' : 'unknown';
}

function tenancyOf({ Placement: placement }: Instance): string {
  const tenancy = placement?.Tenancy ?? 'default';
  return tenancy === 'default' ? 'shared' : tenancy;
}

function attributesOf(instance: Instance, { os, licence }: System, place: Place): Resource['attributes'] {
  return place.offers.shareAttributes({
    state: instance.State?.Name,
    os,
    tenancy: tenancyOf(instance),
    licence,
    arch: instance.Architecture,
    monitoring: instance.Monitoring?.State === 'enabled' ? 'detailed' : 'basic',
    credits: place.isUnlimited(instance.InstanceId ?? '') ? 'unlimited' : undefined,
    hibernation: instance.HibernationOptions?.Configured === true ? 'configured' : undefined,
  });
}

function sightingOf(instance: Instance, { os, licence }: System, place: Place, observedAtMs: number): Omit<Sighting, 'id'> {
  const purchase = purchaseOf(instance);
  const zone = instance.Placement?.AvailabilityZone ?? '';
  const offer = place.offers.share({
    sku: instance.InstanceType || 'unknown',
    ...(zone === '' ? {} : { zone }),
    amount: '1',
    unit: 'h',
    unitMs: HOUR_MS,
    purchase,
    attributes: place.offers.shareAttributes({
      os,
      tenancy: tenancyOf(instance),
      licence,
      // The spot market has prices by zone anyway.
      deployment: purchase === 'spot' ? undefined : deploymentOf(zone, place.region),
    }),
  });
  const bills = billsNow(instance);
  const startMs = instance.LaunchTime?.getTime();
  const stopMs = bills === false ? stopTimeOf(instance.StateTransitionReason ?? '') : undefined;
  const isStopKnown = stopMs !== undefined && (startMs === undefined || stopMs >= startMs);
  return {
    meter: 'compute',
    bills,
    offer,
    ...(startMs === undefined ? {} : { startMs }),
    ...(isStopKnown ? { stopMs } : {}),
    ...(purchase === 'spot' && startMs !== undefined ? spotWaiver(instance, bills, startMs, isStopKnown ? stopMs : observedAtMs) : {}),
  };
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
