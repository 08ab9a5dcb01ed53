import type { Snapshot, Volume } from '@aws-sdk/client-ec2';
import { HOUR_MS, type MeterName, type Resource, type ResourceState, type Sighting } from '@openfinops/core';
import type { Doubts } from './doubts.ts';
import { arnOf, deploymentOf, type Place } from './place.ts';
import { nameOf } from './tags.ts';

/** AWS's price lists count a month as 730 hours, and call a GiB a GB. */
const MONTH_MS = 730 * HOUR_MS;
const GIB = 1024 ** 3;

/** What gp3 includes; only more is charged (EBS pricing, 2026-11). */
const GP3_FREE_IOPS = 3000;
const GP3_FREE_MIBPS = 125;

/** A volume bills from its creation to its deletion, attached or not (EBS pricing: "for the time it is provisioned"). */
const STATES: ReadonlyMap<string, { readonly state: ResourceState; readonly bills: boolean | null }> = new Map([
  ['creating', { state: 'running', bills: true }],
  ['available', { state: 'running', bills: true }],
  ['in-use', { state: 'running', bills: true }],
  ['deleting', { state: 'deleted', bills: false }],
  ['deleted', { state: 'deleted', bills: false }],
  ['error', { state: 'unknown', bills: null }],
]);
const UNKNOWN_STATE = { state: 'unknown', bills: null } as const;

/** An EBS volume as a resource; null: it has no id. */
export function toVolume(volume: Volume, place: Place, doubts: Doubts): Resource | null {
  const { VolumeId: id, Tags: foreignTags, VolumeType: type } = volume;
  if (id === undefined || id === '') return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  if (!type) doubts.add('no-type', id);
  if (volume.Size === undefined) doubts.add('no-size', id);
  const word = volume.State ?? '';
  const known = STATES.get(word) ?? UNKNOWN_STATE;
  if (!STATES.has(word)) doubts.add('unknown-state', id);
  const createdMs = volume.CreateTime?.getTime();
  const holder = volume.Attachments?.find(({ InstanceId: instanceId }) => instanceId !== undefined && instanceId !== '')?.InstanceId;
  const zone = volume.AvailabilityZone ?? '';
  if (deploymentOf(zone, place.region) !== undefined) doubts.add('local-zone', id);
  return {
    id: arnOf(place, 'volume', id),
    scope: place.scopes.ebs,
    kind: 'disk',
    name: nameOf(foreignTags, id),
    ...(zone === '' ? {} : { zone }),
    sku: type || 'unknown',
    state: known.state,
    ...(createdMs === undefined ? {} : { startedMs: createdMs }),
    purchase: 'on-demand',
    attributes: place.offers.shareAttributes({ state: volume.State, multiAttach: volume.MultiAttachEnabled === true ? 'true' : undefined }),
    ...(volume.Size === undefined ? {} : { capacity: { storageBytes: volume.Size * GIB } }),
    ...(holder === undefined ? {} : { parentId: arnOf(place, 'instance', holder) }),
    // A volume on an Outpost is part of what the Outpost costs.
    sightings: volume.OutpostArn ? [] : sightingsOf(volume, known.bills, place),
    tags,
  };
}

function sightingsOf(volume: Volume, bills: boolean | null, place: Place): Omit<Sighting, 'id'>[] {
  const { Size: size, AvailabilityZone: zone = '', CreateTime: created } = volume;
  const sku = volume.VolumeType || 'unknown';
  const meters: readonly (readonly [MeterName, string, number | undefined])[] = [
    ['storage', 'GiB-month', size],
    ...(sku === 'io1' || sku === 'io2' ? [['iops', 'IOPS-month', volume.Iops] as const] : []),
    ...(sku === 'gp3' ? [['iops', 'IOPS-month', beyond(volume.Iops, GP3_FREE_IOPS)] as const] : []),
    ...(sku === 'gp3' ? [['throughput', 'MiB/s-month', beyond(volume.Throughput, GP3_FREE_MIBPS)] as const] : []),
  ];
  const attributes = place.offers.shareAttributes({ deployment: deploymentOf(zone, place.region) });
  const sightings: Omit<Sighting, 'id'>[] = [];
  for (const [meter, unit, amount] of meters) {
    if (amount === 0) continue;
    const offer = {
      sku,
      ...(zone === '' ? {} : { zone }),
      amount: String(amount ?? 0),
      unit,
      unitMs: MONTH_MS,
      purchase: 'on-demand',
      attributes,
    } as const;
    const since = created === undefined ? {} : { createdMs: created.getTime(), startMs: created.getTime() };
    sightings.push({ meter, bills: amount === undefined ? null : bills, offer: place.offers.share(offer), ...since });
  }
  return sightings;
}

/** What is above the part that is free; undefined stays undefined. */
function beyond(amount: number | undefined, free: number): number | undefined {
  return amount === undefined ? undefined : Math.max(0, amount - free);
}

/**
 * A snapshot as a resource; null: it has no id. EC2 tells how large its volume is, not how many blocks changed since the snapshot before, which is
 * what the standard tier bills: such a snapshot is a view. One in the archive is full, and bills its whole size.
 */
export function toSnapshot(snapshot: Snapshot, place: Place, doubts: Doubts): Resource | null {
  const { SnapshotId: id, Tags: foreignTags, FullSnapshotSizeInBytes: fullBytes, StartTime: started } = snapshot;
  if (id === undefined || id === '') return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  const isArchived = snapshot.StorageTier === 'archive';
  const isKnown = isArchived && fullBytes !== undefined;
  if (!isKnown) doubts.add('unknown-snapshot-size', id);
  const sku = isArchived ? 'snapshot-archive' : 'snapshot';
  const amount = String(Math.ceil((fullBytes ?? 0) / GIB));
  const offer = { sku, amount, unit: 'GiB-month', unitMs: MONTH_MS, purchase: 'on-demand', attributes: {} } as const;
  return {
    id: arnOf(place, 'snapshot', id),
    scope: place.scopes.ebs,
    kind: 'disk',
    name: nameOf(foreignTags, id),
    sku,
    state: snapshot.State === 'completed' ? 'running' : 'unknown',
    ...(started === undefined ? {} : { startedMs: started.getTime() }),
    purchase: 'on-demand',
    attributes: place.offers.shareAttributes({ state: snapshot.State, tier: snapshot.StorageTier }),
    ...(snapshot.VolumeSize === undefined ? {} : { capacity: { storageBytes: fullBytes ?? snapshot.VolumeSize * GIB } }),
    ...(snapshot.VolumeId && snapshot.VolumeId !== 'vol-ffffffff' ? { parentId: arnOf(place, 'volume', snapshot.VolumeId) } : {}),
    sightings: isKnown ? [{ meter: 'snapshot', bills: snapshot.State === 'completed' ? true : null, offer: place.offers.share(offer) }] : [],
    tags,
  };
}
