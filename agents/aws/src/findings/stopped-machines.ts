import { compareDecimals, HOUR_MS, runningMeters, sumKnown } from '@openfinops/core';
import type { Rule } from './finding-world.ts';
import { sizeGibOf } from './sizes.ts';

/** A machine that rests for the night is no waste. */
const LEAST_REST_MS = 72 * HOUR_MS;

/** About 10 USD a month. */
const EXPENSIVE_USD_PER_HOUR = '0.0137';

/** Where its disks have no price, so much of them is taken for expensive. */
const EXPENSIVE_GIB = 100;

/** A machine that has been stopped for days while its disks are paid for. */
export const judgeStoppedMachine: Rule = (resource, { belongingsOf, rate, nowMs }) => {
  const { id, kind, state, sightings, sku } = resource;
  if (kind !== 'machine' || state !== 'stopped') return null;
  const stopMs = sightings.find(({ meter }) => meter === 'compute')?.stopMs;
  if (stopMs === undefined || nowMs - stopMs < LEAST_REST_MS) return null;
  const disks = belongingsOf(id).filter((one) => one.kind === 'disk' && runningMeters(one).length > 0);
  if (disks.length === 0) return null;
  let sizeGib = 0;
  for (const disk of disks) sizeGib += sizeGibOf(disk) ?? 0;
  const atStake = sumKnown(disks.map((disk) => rate(disk, runningMeters(disk))));
  const isExpensive = atStake === null ? sizeGib >= EXPENSIVE_GIB : compareDecimals(atStake, EXPENSIVE_USD_PER_HOUR) >= 0;
  if (!isExpensive) return null;
  return {
    rule: 'stopped-with-disks',
    resourceId: id,
    window: { startMs: stopMs, endMs: nowMs },
    evidence: { stopped_days: Math.floor((nowMs - stopMs) / (24 * HOUR_MS)), disks: disks.length, disks_gib: sizeGib, type: sku },
    usdPerHourAtStake: atStake,
  };
};
