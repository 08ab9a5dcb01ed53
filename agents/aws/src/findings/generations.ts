import { compareDecimals, type Decimal, type Resource, type RunningMeter, runningMeters, subtract } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { FindingWorld, Rule } from './finding-world.ts';
import { sizeGibOf } from './sizes.ts';

/** Families with a successor of the same vendor, architecture and shape that costs less, hour for hour. */
const SUCCESSORS: Readonly<Record<string, string>> = { t2: 't3', m3: 'm5', m4: 'm5', c3: 'c5', c4: 'c5', r3: 'r5', r4: 'r5' };

/** Sizes that both generations have. */
const SHARED_SIZES = new Set(['large', 'xlarge', '2xlarge', '4xlarge']);
const BURSTABLE_SIZES = new Set(['nano', 'micro', 'small', 'medium']);

/** Up to here a gp3 volume has at no extra price the IOPS that a gp2 volume has by its size. */
const MOST_GIB_AS_GP3 = 1000;

/** A machine whose successor does the same for less. */
export const judgeOldMachine: Rule = (resource, world) => {
  const { kind, state, sku } = resource;
  if (kind !== 'machine' || state !== 'running') return null;
  const successor = successorOf(sku);
  if (successor === null) return null;
  const compute = runningMeters(resource).filter(({ meter }) => meter === 'compute');
  return compareWith(resource, compute, successor, world);
};

/** There are a thousand types and many machines of each. */
const successors = new Map<string, string | null>();

/** The type that does the same for less; null: none is known. */
function successorOf(type: string): string | null {
  const known = successors.get(type);
  if (known !== undefined) return known;
  const [family = '', size = ''] = type.split('.');
  const newer = SUCCESSORS[family];
  const isShared = SHARED_SIZES.has(size) || (family === 't2' && BURSTABLE_SIZES.has(size));
  const successor = newer === undefined || !isShared ? null : `${newer}.${size}`;
  successors.set(type, successor);
  return successor;
}

/** A gp2 volume of a size at which gp3 is cheaper and no slower in IOPS. */
export const judgeOldVolume: Rule = (resource, world) => {
  const { id, kind, sku } = resource;
  const sizeGib = sizeGibOf(resource);
  if (kind !== 'disk' || sku !== 'gp2' || !awsIdOf(id).startsWith('vol-') || sizeGib === null || sizeGib > MOST_GIB_AS_GP3) return null;
  const storage = runningMeters(resource).filter(({ meter }) => meter === 'storage');
  return compareWith(resource, storage, 'gp3', world);
};

function compareWith(resource: Resource, meters: readonly RunningMeter[], sku: string, { rate, nowMs }: FindingWorld): ReturnType<Rule> {
  if (meters.length === 0) return null;
  const saved = difference(
    rate(resource, meters),
    rate(
      resource,
      meters.map(({ meter, offer }) => ({ meter, offer: { ...offer, sku } })),
    ),
  );
  if (saved !== null && compareDecimals(saved, '0') <= 0) return null;
  return {
    rule: 'old-generation',
    resourceId: resource.id,
    window: { startMs: nowMs, endMs: nowMs },
    evidence: { type: resource.sku, successor: sku },
    usdPerHourAtStake: saved,
  };
}

function difference(a: Decimal | null, b: Decimal | null): Decimal | null {
  return a === null || b === null ? null : subtract(a, b);
}
