import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import { type Address, existsAt, type Machine, machineAt } from './estate.ts';
import { interfaceIdOf } from './instance-xml.ts';
import type { Listing } from './listing.ts';
import type { Place } from './world.ts';
import { itemsOf } from './xml.ts';

const LIMITS: PageLimits = { min: 5, max: 1000, unasked: 1000 };
const LATENCY_MS = 150;

/** All of them in one reply: the real call has no pages. */
export function describeAddresses(_query: Ec2Query, { addresses, nowMs }: Place): Listing {
  const there = addresses.filter(({ allocatedMs, releasedMs }) => existsAt(nowMs, allocatedMs, releasedMs));
  return { set: 'addressesSet', xml: itemsOf(there.map(addressXml)), nextToken: null, latencyMs: LATENCY_MS };
}

export function describeInterfaces(query: Ec2Query, { machines, addresses, nowMs }: Place): Listing {
  const elastic = new Map<string, Address>();
  for (const address of addresses) if (address.instanceId !== null) elastic.set(address.instanceId, address);
  const owners = query.filter('association.ip-owner-id');
  const withIp = query.filter('association.public-ip');
  const page = pageOf(query, machines, LIMITS, (machine) => {
    const moment = machineAt(machine, nowMs);
    if (moment === null || moment.state === 'terminated') return null;
    const address = elastic.get(machine.instanceId);
    const held = address !== undefined && existsAt(nowMs, address.allocatedMs, address.releasedMs) ? address : null;
    const lent = moment.state === 'running' ? machine.publicIp : null;
    const owner = held === null ? (lent === null ? null : 'amazon') : '123456789012';
    if (owners !== null && (owner === null || !owners.has(owner))) return null;
    const ip = held?.publicIp ?? lent;
    if (withIp !== null && (ip === null || !(withIp.has('*') || withIp.has(ip)))) return null;
    return interfaceXml(machine, { ip, owner, allocationId: held?.allocationId ?? null });
  });
  return { set: 'networkInterfaceSet', xml: itemsOf(page.items), nextToken: page.nextToken, latencyMs: LATENCY_MS + page.items.length * 0.2 };
}

function addressXml({ allocationId, publicIp, instanceId, region }: Address): string {
  const association =
    instanceId === null
      ? ''
      : `<instanceId>${instanceId}</instanceId><associationId>${allocationId.replace('eipalloc', 'eipassoc')}</associationId><networkInterfaceId>${interfaceIdOf({ instanceId })}</networkInterfaceId><networkInterfaceOwnerId>123456789012</networkInterfaceOwnerId><privateIpAddress>10.0.0.1</privateIpAddress>`;
  return `<publicIp>${publicIp}</publicIp><allocationId>${allocationId}</allocationId><domain>vpc</domain>${association}<publicIpv4Pool>amazon</publicIpv4Pool><networkBorderGroup>${region}</networkBorderGroup>`;
}

interface Association {
  readonly ip: string | null;
  readonly owner: string | null;
  readonly allocationId: string | null;
}

function interfaceXml(machine: Machine, { ip, owner, allocationId }: Association): string {
  const elastic =
    allocationId === null
      ? ''
      : `<allocationId>${allocationId}</allocationId><associationId>${allocationId.replace('eipalloc', 'eipassoc')}</associationId>`;
  const association =
    ip === null ? '' : `<association><publicIp>${ip}</publicIp><publicDnsName/><ipOwnerId>${owner}</ipOwnerId>${elastic}</association>`;
  return `<networkInterfaceId>${interfaceIdOf(machine)}</networkInterfaceId><subnetId>subnet-0123456789abcdef0</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><availabilityZone>${machine.zone}</availabilityZone><description/><ownerId>123456789012</ownerId><requesterManaged>false</requesterManaged><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress><privateIpAddress>10.0.0.1</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet/><attachment><attachmentId>eni-attach-0</attachmentId><instanceId>${machine.instanceId}</instanceId><instanceOwnerId>123456789012</instanceOwnerId><deviceIndex>0</deviceIndex><status>attached</status><deleteOnTermination>true</deleteOnTermination></attachment>${association}<tagSet/><privateIpAddressesSet><item><privateIpAddress>10.0.0.1</privateIpAddress><primary>true</primary>${association}</item></privateIpAddressesSet><interfaceType>interface</interfaceType>`;
}
