import type { Clock } from '@openfinops/core';
import { type EnergySegment, segmentBetween } from './energy.ts';
import type { Host, PowerSample, PowerSourceName } from './host/host.ts';
import type { Sourced } from './host/source.ts';

/** Four samples fit between two that may be at most a minute apart, and no counter wraps unseen. */
const EVERY_MS = 15_000;
/** How long segments are kept for a cycle that comes late. */
const KEPT_MS = 2 * 3_600_000;

/** Measures the machine's power: on demand, and in a daemon by itself between two cycles. */
export interface PowerSampler {
  /** Takes a sample now. */
  sample(): Promise<Sourced<PowerSample>>;
  /** Goes on from a sample of an earlier process of the same boot. */
  resume(earlier: PowerSample): void;
  /** The earliest sample, epoch ms; undefined: none yet. */
  firstMs(): number | undefined;
  /** Stretches of known energy of the last two hours, disjoint, ascending. */
  segments(): readonly EnergySegment[];
  /** Begins to sample in the background; again: nothing. */
  start(): void;
  /** Resolves once no sample is under way. */
  stop(): Promise<void>;
}

export function createPowerSampler(host: Pick<Host, 'samplePower'>, source: PowerSourceName, clock: Clock, otherWatts = 0): PowerSampler {
  const stopping = new AbortController();
  let kept: EnergySegment[] = [];
  let first: PowerSample | undefined;
  let last: PowerSample | undefined;
  let running: Promise<void> | undefined;

  const take = (next: PowerSample): void => {
    if (last !== undefined && isStale(next, last)) return;
    const segment = last === undefined ? undefined : segmentBetween(last, next, otherWatts);
    const endMs = segment?.fromMs ?? next.atMs;
    kept = kept.filter(({ toMs }) => toMs <= endMs && toMs > next.atMs - KEPT_MS);
    if (segment !== undefined) kept.push(segment);
    first ??= next;
    last = next;
  };
  const sample = async (): Promise<Sourced<PowerSample>> => {
    const sampled = await host.samplePower(source);
    if (sampled.problem === undefined) take(sampled.value);
    return sampled;
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(EVERY_MS, stopping.signal);
      await sample();
    }
  };

  return {
    sample,
    resume(earlier) {
      if (first !== undefined && earlier.atMs >= first.atMs) return;
      const segment = first === undefined ? undefined : segmentBetween(earlier, first, otherWatts);
      if (segment !== undefined) kept.unshift(segment);
      first = earlier;
      last ??= earlier;
    },
    firstMs: () => first?.atMs,
    segments: () => kept,
    start() {
      running ??= loop().catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Overtaken by a later sample while its files were read. */
function isStale(next: PowerSample, last: PowerSample): boolean {
  if (next.uptimeMs !== null && last.uptimeMs !== null) return next.uptimeMs <= last.uptimeMs;
  return next.atMs <= last.atMs;
}
