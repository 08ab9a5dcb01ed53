import { runningMeters } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { Rule } from './finding-world.ts';
import { sizeGibOf } from './sizes.ts';

/** A volume that no machine has attached is billed like any other. */
export const judgeUnattachedVolume: Rule = (resource, { rate, nowMs }) => {
  const { id, kind, attributes, parentId, sku } = resource;
  if (kind !== 'disk' || !awsIdOf(id).startsWith('vol-') || parentId !== undefined || attributes.state !== 'available') return null;
  const meters = runningMeters(resource);
  if (meters.length === 0) return null;
  return {
    rule: 'unattached-volume',
    resourceId: id,
    window: { startMs: nowMs, endMs: nowMs },
    evidence: { state: 'available', type: sku, size_gib: sizeGibOf(resource) },
    usdPerHourAtStake: rate(resource, meters),
  };
};
