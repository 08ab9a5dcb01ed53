import { runningMeters } from '@openfinops/core';
import type { Rule } from './finding-world.ts';

/** Capacity that is reserved and not used is billed as if it were; the meter of a reservation on demand is that of its unused slots. */
export const judgeReservation: Rule = (resource, { rate, nowMs }) => {
  if (!resource.id.includes(':capacity-reservation/') || resource.purchase !== 'on-demand') return null;
  const unused = runningMeters(resource).filter(({ offer }) => offer.amount !== '0');
  const [first] = unused;
  if (first === undefined) return null;
  return {
    rule: 'unused-reservation',
    resourceId: resource.id,
    window: { startMs: nowMs, endMs: nowMs },
    evidence: { type: resource.sku, unused: Number(first.offer.amount) },
    usdPerHourAtStake: rate(resource, unused),
  };
};
