import { runningMeters } from '@openfinops/core';
import type { Rule } from './finding-world.ts';

/** A public address that leads nowhere, or to a machine that rests, is billed like any other. */
export const judgeAddress: Rule = (resource, { rate, machineOf, nowMs }) => {
  const { id, kind, parentId, attributes } = resource;
  if (kind !== 'address') return null;
  const machine = machineOf(parentId);
  if (machine === undefined && attributes.state !== 'idle') return null;
  const meters = runningMeters(resource);
  if (meters.length === 0) return null;
  return {
    rule: 'idle-address',
    resourceId: id,
    window: { startMs: nowMs, endMs: nowMs },
    evidence: machine === undefined ? { associated: false } : { associated: true, machine: machine.name, machine_state: 'stopped' },
    usdPerHourAtStake: rate(resource, meters),
  };
};
