import type { Address, NetworkInterface } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Resource, type Sighting } from '@openfinops/core';
import type { Doubts } from './doubts.ts';
import { arnOf, type Place } from './place.ts';
import { nameOf } from './tags.ts';

/** Every public IPv4 address of Amazon's costs the same, in use or idle, since 2024-02-01 (VPC pricing, "Public IPv4 addresses"). */
const SKU = 'public-ipv4';

/** An Elastic IP as a resource; null: it has no id. One from a pool of the owner's own bills nothing. */
export function toElasticIp(address: Address, place: Place, doubts: Doubts): Resource | null {
  const { AllocationId: allocationId, PublicIp: ip, Tags: foreignTags, PublicIpv4Pool: pool = 'amazon' } = address;
  const id = allocationId || ip;
  if (id === undefined || id === '') return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  const isInUse = Boolean(address.AssociationId || address.InstanceId || address.NetworkInterfaceId);
  const isOwn = !pool.startsWith('amazon') || Boolean(address.CustomerOwnedIp || address.CarrierIp);
  return {
    id: arnOf(place, 'elastic-ip', id),
    scope: place.scopes.eip,
    kind: 'address',
    name: nameOf(foreignTags, ip ?? id),
    sku: SKU,
    state: 'running',
    purchase: isOwn ? 'owned' : 'on-demand',
    attributes: place.offers.shareAttributes({ state: isInUse ? 'in-use' : 'idle', pool: isOwn ? pool : undefined }),
    ...(address.InstanceId ? { parentId: arnOf(place, 'instance', address.InstanceId) } : {}),
    sightings: isOwn ? [] : [sightingOf(1, place)],
    tags,
  };
}

/** The public IPv4 addresses that AWS lent a network interface, as one resource; null: it has none, or they are Elastic IPs. */
export function toPublicAddress(networkInterface: NetworkInterface, place: Place, doubts: Doubts): Resource | null {
  const { NetworkInterfaceId: id, TagSet: foreignTags, Attachment: attachment } = networkInterface;
  const lent = lentAddresses(networkInterface);
  const [first] = lent;
  if (id === undefined || id === '' || first === undefined) return null;
  const { tags, cut } = place.pickTags(foreignTags);
  if (cut > 0) doubts.add('cut-tags', id);
  const zone = networkInterface.AvailabilityZone ?? '';
  return {
    id: arnOf(place, 'network-interface', id),
    scope: place.scopes.eip,
    kind: 'address',
    name: nameOf(foreignTags, first),
    ...(zone === '' ? {} : { zone }),
    sku: SKU,
    state: 'running',
    purchase: 'on-demand',
    attributes: place.offers.shareAttributes({ state: 'in-use', interface: networkInterface.InterfaceType }),
    ...(attachment?.InstanceId ? { parentId: arnOf(place, 'instance', attachment.InstanceId) } : {}),
    sightings: [sightingOf(lent.length, place)],
    tags,
  };
}

/** An Elastic IP has an allocation, and is listed as such. */
function lentAddresses({ Association: association, PrivateIpAddresses: privates = [] }: NetworkInterface): string[] {
  const lent = new Set<string>();
  for (const one of [association, ...privates.map(({ Association: its }) => its)]) {
    if (one?.PublicIp && !one.AllocationId && !one.CustomerOwnedIp && !one.CarrierIp) lent.add(one.PublicIp);
  }
  return [...lent];
}

function sightingOf(count: number, place: Place): Omit<Sighting, 'id'> {
  const offer = { sku: SKU, amount: String(count), unit: 'h', unitMs: HOUR_MS, purchase: 'on-demand', attributes: {} } as const;
  return { meter: 'address', bills: true, offer: place.offers.share(offer) };
}
