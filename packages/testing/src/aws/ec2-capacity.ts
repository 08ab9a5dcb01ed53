import { type Ec2Query, type PageLimits, pageOf } from './ec2-query.ts';
import { existsAt, type Host, type Reservation } from './estate.ts';
import type { Listing } from './listing.ts';
import type { Place } from './world.ts';
import { instant, itemsOf } from './xml.ts';

const RESERVATION_LIMITS: PageLimits = { min: 1, max: 1000, unasked: 1000 };
const HOST_LIMITS: PageLimits = { min: 5, max: 500, unasked: 500 };
const LATENCY_MS = 100;

export function describeReservations(query: Ec2Query, { reservations, estate, nowMs }: Place): Listing {
  const page = pageOf(query, reservations, RESERVATION_LIMITS, (one) => (existsAt(nowMs, one.createdMs, one.cancelledMs) ? one : null));
  const items = page.items.map((one) => reservationXml(one, estate.accountId));
  return { set: 'capacityReservationSet', xml: itemsOf(items), nextToken: page.nextToken, latencyMs: LATENCY_MS };
}

export function describeHosts(query: Ec2Query, { hosts, estate, nowMs }: Place): Listing {
  const page = pageOf(query, hosts, HOST_LIMITS, (host) => (existsAt(nowMs, host.allocatedMs, host.releasedMs) ? host : null));
  return {
    set: 'hostSet',
    xml: itemsOf(page.items.map((host) => hostXml(host, estate.accountId))),
    nextToken: page.nextToken,
    latencyMs: LATENCY_MS,
  };
}

function reservationXml(
  { reservationId, region, zone, instanceType, platform, slots, unusedSlots, createdMs }: Reservation,
  ownerId: string,
): string {
  return `<capacityReservationId>${reservationId}</capacityReservationId><ownerId>${ownerId}</ownerId><capacityReservationArn>arn:aws:ec2:${region}:${ownerId}:capacity-reservation/${reservationId}</capacityReservationArn><instanceType>${instanceType}</instanceType><instancePlatform>${platform}</instancePlatform><availabilityZone>${zone}</availabilityZone><tenancy>default</tenancy><totalInstanceCount>${slots}</totalInstanceCount><availableInstanceCount>${unusedSlots}</availableInstanceCount><ebsOptimized>true</ebsOptimized><ephemeralStorage>false</ephemeralStorage><state>active</state><startDate>${instant(createdMs)}</startDate><endDateType>unlimited</endDateType><instanceMatchCriteria>targeted</instanceMatchCriteria><createDate>${instant(createdMs)}</createDate><tagSet/><reservationType>default</reservationType>`;
}

function hostXml({ hostId, zone, family, allocatedMs }: Host, ownerId: string): string {
  return `<autoPlacement>off</autoPlacement><availabilityZone>${zone}</availabilityZone><hostId>${hostId}</hostId><hostProperties><cores>48</cores><instanceFamily>${family}</instanceFamily><sockets>2</sockets><totalVCpus>96</totalVCpus></hostProperties><instances/><state>available</state><allocationTime>${instant(allocatedMs)}</allocationTime><tagSet/><hostRecovery>off</hostRecovery><allowsMultipleInstanceTypes>on</allowsMultipleInstanceTypes><ownerId>${ownerId}</ownerId>`;
}
