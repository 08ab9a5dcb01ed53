import type { CapacityReservation, Host } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Offer, type Resource } from '@openfinops/core';
import type { Doubts } from './doubts.ts';
import { arnOf, deploymentOf, type Place } from './place.ts';
import { systemOf } from './system.ts';
import { nameOf } from './tags.ts';

/**
 * A capacity reservation as a resource; null: it has no id, or another account's. On demand, the machines in it pay and it pays for its unused
 * slots; a capacity block pays for all of them, and the machines in it for nothing.
 */
export function toReservation(reservation: CapacityReservation, place: Place, doubts: Doubts): Resource | null {
  const { CapacityReservationId: id, OwnerId: owner, Tags: foreignTags, InstanceType: type } = reservation;
  const sku = type || 'unknown';
  if (id === undefined || id === '' || (owner !== undefined && owner !== place.accountId)) return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  const isBlock = reservation.ReservationType === 'capacity-block';
  const isActive = reservation.State === 'active';
  const count = isBlock ? reservation.TotalInstanceCount : reservation.AvailableInstanceCount;
  const payer = reservation.UnusedReservationBillingOwnerId;
  const zone = reservation.AvailabilityZone ?? '';
  const purchase = isBlock ? 'capacity-block' : 'on-demand';
  const { os, licence } = systemOf(reservation.InstancePlatform ?? '');
  const tenancy = reservation.Tenancy === 'dedicated' ? 'dedicated' : 'shared';
  const offer: Offer = {
    sku,
    ...(zone === '' ? {} : { zone }),
    amount: String(count ?? 0),
    unit: 'h',
    unitMs: HOUR_MS,
    purchase,
    attributes: place.offers.shareAttributes({ os, licence, tenancy, deployment: deploymentOf(zone, place.region) }),
  };
  const startMs = isBlock ? reservation.StartDate?.getTime() : undefined;
  const bills = count === undefined ? null : isActive && count > 0;
  return {
    id: arnOf(place, 'capacity-reservation', id),
    scope: place.scopes.ec2,
    kind: 'group',
    name: nameOf(foreignTags, id),
    ...(zone === '' ? {} : { zone }),
    sku,
    state: isActive ? 'running' : 'stopped',
    purchase,
    attributes: place.offers.shareAttributes({
      state: reservation.State,
      slots: String(reservation.TotalInstanceCount ?? ''),
      unused: String(count ?? ''),
    }),
    sightings:
      payer !== undefined && payer !== '' && payer !== place.accountId
        ? []
        : [{ meter: 'compute', bills, offer: place.offers.share(offer), ...(startMs === undefined ? {} : { startMs }) }],
    tags,
  };
}

/** A dedicated host as a resource; null: it has no id. The host pays, whatever runs on it. */
export function toHost(host: Host, place: Place, doubts: Doubts): Resource | null {
  const { HostId: id, Tags: foreignTags, HostProperties: properties, AllocationTime: allocated } = host;
  if (id === undefined || id === '' || (host.OwnerId !== undefined && host.OwnerId !== place.accountId)) return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  const sku = properties?.InstanceFamily || properties?.InstanceType?.split('.')[0] || 'unknown';
  if (sku === 'unknown') doubts.add('no-type', id);
  const isReleased = host.State?.startsWith('released') === true;
  const zone = host.AvailabilityZone ?? '';
  const offer: Offer = {
    sku,
    ...(zone === '' ? {} : { zone }),
    amount: '1',
    unit: 'h',
    unitMs: HOUR_MS,
    purchase: 'on-demand',
    attributes: place.offers.shareAttributes({ tenancy: 'host', deployment: deploymentOf(zone, place.region) }),
  };
  const startMs = allocated?.getTime();
  const stopMs = host.ReleaseTime?.getTime();
  return {
    id: arnOf(place, 'dedicated-host', id),
    scope: place.scopes.ec2,
    kind: 'group',
    name: nameOf(foreignTags, id),
    ...(zone === '' ? {} : { zone }),
    sku,
    state: isReleased ? 'deleted' : 'running',
    ...(startMs === undefined ? {} : { startedMs: startMs }),
    purchase: 'on-demand',
    attributes: place.offers.shareAttributes({ state: host.State, tenancy: 'host' }),
    sightings: [
      {
        meter: 'compute',
        bills: !isReleased,
        offer: place.offers.share(offer),
        ...(startMs === undefined ? {} : { startMs }),
        ...(isReleased && stopMs !== undefined ? { stopMs } : {}),
      },
    ],
    tags,
  };
}
