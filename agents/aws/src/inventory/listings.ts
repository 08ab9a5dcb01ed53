import type { DescribeAddressesResult, EC2Client } from '@aws-sdk/client-ec2';
import type { Problem, Resource } from '@openfinops/core';
import type { AwsService } from '../options.ts';
import type { CreditBook } from './credit-book.ts';
import type { Doubts } from './doubts.ts';
import type { Page } from './each-page.ts';
import type { InstanceTypes } from './instance-types.ts';
import type { Place } from './place.ts';
import { toElasticIp, toPublicAddress } from './to-address.ts';
import { toMachine } from './to-machine.ts';
import { toHost, toReservation } from './to-reserved.ts';
import { toSnapshot, toVolume } from './to-volume.ts';

/** What is asked beside the lists, and kept. */
export interface Knowledge {
  readonly types: InstanceTypes;
  readonly credits: CreditBook;
}

export interface ListQuery {
  readonly zone?: string;
  readonly token?: string | undefined;
  /** Things a page; as many as EC2 gives unless said. */
  readonly most?: number;
}

/** One page, read but not looked at yet. */
export interface ListedPage extends Page {
  /** The reply itself, by which its time is known. */
  readonly output: object;
  readonly size: number;
  /** What must be known before the page can be read. */
  prepare(known: Knowledge, region: string, signal: AbortSignal): Promise<readonly (Problem | null)[]>;
  /** null: something without an id. */
  toResources(place: Place, observedAtMs: number, doubts: Doubts): Iterable<Resource | null>;
}

/** A list of EC2's that a scope is made of. */
export interface Listing {
  /** The IAM action. */
  readonly action: string;
  readonly what: string;
  /** Rare things: an account that does not grant this has the rest all the same. */
  readonly isOptional: boolean;
  /** A long list can be read by zone, at once. */
  readonly isZoned: boolean;
  ask(client: EC2Client, query: ListQuery, signal: AbortSignal): Promise<ListedPage>;
}

const PAGE_SIZE = 1000;
const NOTHING_TO_PREPARE = async (): Promise<readonly null[]> => [];

const machines: Listing = {
  action: 'ec2:DescribeInstances',
  what: 'machines',
  isOptional: false,
  isZoned: true,
  async ask(client, query, abortSignal) {
    const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
    const output = await client.send(new DescribeInstancesCommand(pageOf(query)), { abortSignal });
    const instances = (output.Reservations ?? []).flatMap(({ Instances: some = [] }) => some);
    return {
      NextToken: output.NextToken,
      output,
      size: instances.length,
      prepare: ({ types, credits }, region, signal) => {
        const found = new Set(instances.map(({ InstanceType: type }) => type));
        return Promise.all([types.learn(region, found, signal), credits.learn(region, found, signal)]);
      },
      *toResources(place, observedAtMs, doubts) {
        for (const instance of instances) yield toMachine(instance, place, observedAtMs, doubts);
      },
    };
  },
};

const reservations: Listing = {
  action: 'ec2:DescribeCapacityReservations',
  what: 'capacity reservations and blocks',
  isOptional: true,
  isZoned: false,
  async ask(client, query, abortSignal) {
    const { DescribeCapacityReservationsCommand } = await import('@aws-sdk/client-ec2');
    const output = await client.send(new DescribeCapacityReservationsCommand(pageOf(query)), { abortSignal });
    return pageWith(output, output.CapacityReservations, toReservation);
  },
};

const hosts: Listing = {
  action: 'ec2:DescribeHosts',
  what: 'dedicated hosts',
  isOptional: true,
  isZoned: false,
  async ask(client, { token }, abortSignal) {
    const { DescribeHostsCommand } = await import('@aws-sdk/client-ec2');
    const output = await client.send(new DescribeHostsCommand({ MaxResults: 500, ...(token === undefined ? {} : { NextToken: token }) }), {
      abortSignal,
    });
    return pageWith(output, output.Hosts, toHost);
  },
};

const volumes: Listing = {
  action: 'ec2:DescribeVolumes',
  what: 'disks',
  isOptional: false,
  isZoned: true,
  async ask(client, query, abortSignal) {
    const { DescribeVolumesCommand } = await import('@aws-sdk/client-ec2');
    const output = await client.send(new DescribeVolumesCommand(pageOf(query)), { abortSignal });
    return pageWith(output, output.Volumes, toVolume);
  },
};

const snapshots: Listing = {
  action: 'ec2:DescribeSnapshots',
  what: 'snapshots',
  isOptional: true,
  isZoned: false,
  async ask(client, query, abortSignal) {
    const { DescribeSnapshotsCommand } = await import('@aws-sdk/client-ec2');
    const output = await client.send(new DescribeSnapshotsCommand({ ...pageOf(query), OwnerIds: ['self'] }), { abortSignal });
    return pageWith(output, output.Snapshots, toSnapshot);
  },
};

const elasticIps: Listing = {
  action: 'ec2:DescribeAddresses',
  what: 'Elastic IPs',
  isOptional: false,
  isZoned: false,
  async ask(client, _query, abortSignal) {
    const { DescribeAddressesCommand } = await import('@aws-sdk/client-ec2');
    // It has no pages.
    const output: object & Page & DescribeAddressesResult = await client.send(new DescribeAddressesCommand({}), { abortSignal });
    return pageWith(output, output.Addresses, toElasticIp);
  },
};

const publicAddresses: Listing = {
  action: 'ec2:DescribeNetworkInterfaces',
  what: 'public IPv4 addresses of network interfaces',
  isOptional: false,
  isZoned: false,
  async ask(client, query, abortSignal) {
    const { DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2');
    const input = { ...pageOf(query), Filters: [{ Name: 'association.public-ip', Values: ['*'] }] };
    const output = await client.send(new DescribeNetworkInterfacesCommand(input), { abortSignal });
    const page = pageWith(output, output.NetworkInterfaces, toPublicAddress);
    return {
      ...page,
      *toResources(place, observedAtMs, doubts) {
        for (const resource of page.toResources(place, observedAtMs, doubts)) if (resource !== null) yield resource;
      },
    };
  },
};

/** What the scopes of a service are made of. */
export const LISTINGS: Readonly<Record<AwsService, readonly Listing[]>> = {
  ec2: [machines, reservations, hosts],
  ebs: [volumes, snapshots],
  eip: [elasticIps, publicAddresses],
};

function pageOf({ zone, token, most = PAGE_SIZE }: ListQuery) {
  return {
    MaxResults: most,
    ...(token === undefined ? {} : { NextToken: token }),
    ...(zone === undefined ? {} : { Filters: [{ Name: 'availability-zone', Values: [zone] }] }),
  };
}

function pageWith<T>(
  output: object & Page,
  items: readonly T[] = [],
  toResource: (item: T, place: Place, doubts: Doubts) => Resource | null,
): ListedPage {
  return {
    NextToken: output.NextToken,
    output,
    size: items.length,
    prepare: NOTHING_TO_PREPARE,
    *toResources(place, _observedAtMs, doubts) {
      for (const item of items) yield toResource(item, place, doubts);
    },
  };
}
