import { describeHosts, describeReservations } from './ec2-capacity.ts';
import { describeInstances } from './ec2-instances.ts';
import { describeAddresses, describeInterfaces } from './ec2-network.ts';
import type { Ec2Query } from './ec2-query.ts';
import { describeSpotPrices } from './ec2-spot.ts';
import { describeCredits, describeInstanceTypes, describeRegions, describeZones } from './ec2-static.ts';
import { describeSnapshots, describeVolumes } from './ec2-storage.ts';
import type { Listing } from './listing.ts';
import { CallError, REQUEST_ID, type Reply } from './reply.ts';
import type { Place } from './world.ts';
import { escapeXml } from './xml.ts';

type Answer = (query: Ec2Query, place: Place) => Listing;

const nothing = (set: string): Answer => {
  return () => ({ set, xml: '', nextToken: null, latencyMs: 100 });
};

const ANSWERS: Readonly<Record<string, Answer>> = {
  DescribeInstances: describeInstances,
  DescribeVolumes: describeVolumes,
  DescribeSnapshots: describeSnapshots,
  DescribeAddresses: describeAddresses,
  DescribeNetworkInterfaces: describeInterfaces,
  DescribeRegions: describeRegions,
  DescribeAvailabilityZones: describeZones,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstanceCreditSpecifications: describeCredits,
  DescribeSpotPriceHistory: describeSpotPrices,
  DescribeCapacityReservations: describeReservations,
  DescribeCapacityBlocks: nothing('capacityBlockSet'),
  DescribeHosts: describeHosts,
  DescribeReservedInstances: nothing('reservedInstancesSet'),
};

/** Answers one EC2 call. Throws a CallError for what EC2 would refuse. */
export function answerEc2(query: Ec2Query, place: Place): Reply {
  const answer = Object.hasOwn(ANSWERS, query.action) ? ANSWERS[query.action] : undefined;
  if (answer === undefined) throw new CallError(400, 'InvalidAction', `The action ${query.action} is not valid for this web service.`);
  if (query.text('DryRun') === 'true') throw new CallError(412, 'DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
  const { set, xml, nextToken, latencyMs } = answer(query, place);
  const list = xml === '' ? `<${set}/>` : `<${set}>${xml}</${set}>`;
  const next = nextToken === null ? '' : `<nextToken>${escapeXml(nextToken)}</nextToken>`;
  const name = `${query.action}Response`;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${REQUEST_ID}</requestId>${list}${next}</${name}>`;
  return { status: 200, type: 'text/xml;charset=UTF-8', body, latencyMs };
}
