import { compareDecimals, type Finding, type Resource, runningMeters, subtract } from '@openfinops/core';
import type { UseSummary } from '../collect/use-history.ts';
import type { FindingWorld, Rule } from './finding-world.ts';
import { smallerType } from './sizes.ts';

/** Of less data than this nothing is concluded: what is unknown is not idle. */
const LEAST_KNOWN_RATIO = 0.8;

/** What AWS itself calls idle. https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html */
const IDLE_PEAK_RATIO = 0.05;
const IDLE_NETWORK_BYTES_PER_DAY = 5_000_000;

/** How busy the smaller machine may have been at its busiest. */
const FULL_ENOUGH_RATIO = 0.7;

/** A running machine by what it did; of what is not known nothing is concluded. */
export const judgeUsedMachine: Rule = (resource, world) => {
  const use = knownUse(resource, world);
  return use === null ? null : (judgeIdle(resource, use, world) ?? judgeOversized(resource, use, world));
};

/** A machine that did next to nothing, by CPU and by network. Where either is not known it is not judged. */
function judgeIdle(resource: Resource, use: UseSummary, world: FindingWorld): Finding | null {
  if (use.peakRatio >= IDLE_PEAK_RATIO) return null;
  const { networkBytesPerDay } = use;
  if (networkBytesPerDay === null || networkBytesPerDay >= IDLE_NETWORK_BYTES_PER_DAY) return null;
  return {
    rule: 'idle-instance',
    resourceId: resource.id,
    window: use.window,
    evidence: { ...sayUse(use), network_mb_a_day: Math.round(networkBytesPerDay / 10_000) / 100, type: resource.sku },
    usdPerHourAtStake: world.rate(resource, computeOf(resource)),
  };
}

/** A machine whose busiest moment would have left a machine of half its size with room to spare. Its memory is not judged, and it says so. */
function judgeOversized(resource: Resource, use: UseSummary, world: FindingWorld): Finding | null {
  const smaller = smallerType(resource.sku);
  if (smaller === null || use.peakRatio / smaller.ratio > FULL_ENOUGH_RATIO) return null;
  const now = computeOf(resource);
  const rate = world.rate(resource, now);
  const smallerRate = world.rate(
    resource,
    now.map(({ meter, offer }) => ({ meter, offer: { ...offer, sku: smaller.type } })),
  );
  const saved = rate === null || smallerRate === null ? null : subtract(rate, smallerRate);
  if (saved !== null && compareDecimals(saved, '0') <= 0) return null;
  return {
    rule: 'oversized-instance',
    resourceId: resource.id,
    window: use.window,
    evidence: { ...sayUse(use), type: resource.sku, smaller_type: smaller.type, memory: 'not judged' },
    usdPerHourAtStake: saved,
  };
}

function knownUse(resource: Resource, { useOf }: FindingWorld): UseSummary | null {
  if (resource.kind !== 'machine' || resource.state !== 'running') return null;
  const use = useOf(resource);
  return use !== null && use.knownRatio >= LEAST_KNOWN_RATIO ? use : null;
}

function computeOf(resource: Resource): ReturnType<typeof runningMeters> {
  return runningMeters(resource).filter(({ meter }) => meter === 'compute');
}

function sayUse({ meanRatio, peakRatio, knownRatio }: UseSummary): Record<string, number> {
  return { cpu_mean_percent: percent(meanRatio), cpu_peak_percent: percent(peakRatio), known_percent: percent(knownRatio) };
}

function percent(ratio: number): number {
  return Math.round(ratio * 1000) / 10;
}
