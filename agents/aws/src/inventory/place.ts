import { type Capacity, type ProviderId, type ScopeId, scopeId } from '@openfinops/core';
import type { AwsService } from '../options.ts';
import { partitionOf } from '../regions.ts';
import type { TraitsOf } from './machine-traits.ts';
import type { OfferBook } from './offer-book.ts';
import type { TagRule } from './tags.ts';

const PROVIDER: ProviderId = 'aws';

/** What is the same for everything that one account has in one region. */
export interface PlaceInput {
  readonly accountId: string;
  readonly region: string;
  readonly offers: OfferBook;
  readonly traitsOf: TraitsOf;
  readonly pickTags: TagRule;
  /** Of an instance type; undefined: EC2 does not describe it. */
  readonly capacityOf: (instanceType: string) => Capacity | undefined;
  /** A burstable machine that may run beyond its CPU credits. */
  readonly isUnlimited: (instanceId: string) => boolean;
}

/** Where something was listed, and what is needed to make a resource of it. */
export interface Place extends PlaceInput {
  /** One string each, which all resources share. */
  readonly scopes: Readonly<Record<AwsService, ScopeId>>;
  /** `arn:aws:ec2:us-west-2:123456789012:` */
  readonly arnPrefix: string;
}

export function createPlace(input: PlaceInput): Place {
  const { accountId, region } = input;
  const scopeOf = (service: AwsService): ScopeId => scopeId({ provider: PROVIDER, accountId, region, service });
  return {
    ...input,
    scopes: { ec2: scopeOf('ec2'), ebs: scopeOf('ebs'), eip: scopeOf('eip') },
    arnPrefix: `arn:${partitionOf(region)}:ec2:${region}:${accountId}:`,
  };
}

/** `arn:aws:ec2:us-west-2:123456789012:instance/i-0abc`: the same at every look and on every agent. */
export function arnOf({ arnPrefix }: Pick<Place, 'arnPrefix'>, kind: string, id: string): string {
  return `${arnPrefix}${kind}/${id}`;
}

/**
 * The price attribute `deployment` of something in a zone: Local and Wavelength Zones have prices of their own, which are not those of the region.
 * undefined: the region's prices hold.
 */
export function deploymentOf(zone: string, region: string): 'local-zone' | 'wavelength-zone' | undefined {
  if (zone === '' || (zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)))) return undefined;
  return /-wl\d+-/.test(zone) ? 'wavelength-zone' : 'local-zone';
}
