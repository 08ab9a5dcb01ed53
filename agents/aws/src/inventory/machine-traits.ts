import type { Instance } from '@aws-sdk/client-ec2';
import { HOUR_MS, type Offer, type PriceAttributes, type Purchase } from '@openfinops/core';
import type { OfferBook } from './offer-book.ts';
import { deploymentOf } from './place.ts';
import { systemOf } from './system.ts';

/** What a machine has in common with others of its type, zone, system and state. */
export interface MachineTraits {
  readonly purchase: Purchase;
  readonly attributes: PriceAttributes;
  /** An hour of it. */
  readonly offer: Offer;
}

/** Traits by the words that they come from: a fleet has far fewer combinations than machines. */
export type TraitsOf = (instance: Instance, region: string, isUnlimited: boolean) => MachineTraits;

/** Far more combinations than one account has; beyond it the book starts anew. */
const MOST_ENTRIES = 20_000;

export function createTraitBook(offers: OfferBook): TraitsOf {
  const known = new Map<string, MachineTraits>();
  return (instance, region, isUnlimited) => {
    const { State: state, Placement: placement, Monitoring: monitoring, HibernationOptions: hibernation } = instance;
    const where = `${region}\n${placement?.AvailabilityZone}\n${placement?.Tenancy}`;
    const what = `${instance.InstanceType}\n${instance.PlatformDetails}\n${instance.InstanceLifecycle}\n${instance.Architecture}`;
    const key = `${where}\n${what}\n${state?.Name}\n${monitoring?.State}\n${hibernation?.Configured}\n${isUnlimited}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MOST_ENTRIES) known.clear();
    const traits = readTraits(instance, region, isUnlimited, offers);
    known.set(key, traits);
    return traits;
  };
}

function readTraits(instance: Instance, region: string, isUnlimited: boolean, offers: OfferBook): MachineTraits {
  const { os, licence } = systemOf(instance.PlatformDetails ?? '');
  const purchase = purchaseOf(instance);
  const tenancy = tenancyOf(instance);
  const zone = instance.Placement?.AvailabilityZone ?? '';
  return {
    purchase,
    attributes: offers.shareAttributes({
      state: instance.State?.Name,
      os,
      tenancy,
      licence,
      arch: instance.Architecture,
      monitoring: instance.Monitoring?.State === 'enabled' ? 'detailed' : 'basic',
      credits: isUnlimited ? 'unlimited' : undefined,
      hibernation: instance.HibernationOptions?.Configured === true ? 'configured' : undefined,
    }),
    offer: offers.share({
      sku: instance.InstanceType || 'unknown',
      ...(zone === '' ? {} : { zone }),
      amount: '1',
      unit: 'h',
      unitMs: HOUR_MS,
      purchase,
      attributes: offers.shareAttributes({
        os,
        tenancy,
        licence,
        // The spot market has prices by zone anyway.
        deployment: purchase === 'spot' ? undefined : deploymentOf(zone, region),
      }),
    }),
  };
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
