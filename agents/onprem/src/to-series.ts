import type { MetricSeries, SeriesUnit, Statistic } from '@openfinops/core';
import type { Baseline } from './cursor.ts';
import { utilizationBetween } from './host/cpu.ts';
import type { HostLook, Transfer } from './host/host.ts';

/** A stretch that ends at a look, and what was counted in it. */
export interface SeriesInput {
  readonly resourceId: string;
  readonly before: Baseline | undefined;
  readonly now: HostLook;
  /** 0: nothing to compare with, so nothing that is counted is known. */
  readonly elapsedMs: number;
  /** undefined: no power source is configured. */
  readonly watts: number | null | undefined;
}

/** A stretch of no length cannot be stated; its series span this and hold null. */
const SHORTEST_STEP_MS = 250;

/** One value of each metric over the stretch; null where its source is missing or there is nothing to compare with. */
export function hostSeries({ resourceId, before, now, elapsedMs, watts }: SeriesInput): MetricSeries[] {
  const stepMs = elapsedMs > 0 ? elapsedMs : SHORTEST_STEP_MS;
  const startMs = Math.max(0, now.atMs - stepMs);
  const of = (name: string, unit: SeriesUnit, statistic: Statistic, value: number | null | undefined): MetricSeries => ({
    resourceId,
    name,
    unit,
    statistic,
    startMs,
    stepMs,
    values: [value ?? null],
  });
  const { memory, fileSystem } = now;
  const cpu = elapsedMs > 0 ? utilizationBetween(before?.cpu ?? null, now.cpu) : null;
  const disk = ratesBetween(before?.disks ?? null, now.disks, elapsedMs);
  const network = ratesBetween(before?.interfaces ?? null, now.interfaces, elapsedMs);
  const series = [
    of('cpu.utilization', '1', 'average', cpu),
    of('memory.utilization', '1', 'last', memory && (memory.totalBytes - memory.availableBytes) / memory.totalBytes),
    of('memory.used', 'By', 'last', memory && memory.totalBytes - memory.availableBytes),
    of('memory.available', 'By', 'last', memory?.availableBytes),
    of('disk.utilization', '1', 'last', fileSystem && ratio(fileSystem.usedBytes, fileSystem.usedBytes + fileSystem.availableBytes)),
    of('disk.used', 'By', 'last', fileSystem?.usedBytes),
    of('disk.io.read', 'By/s', 'average', disk?.in),
    of('disk.io.write', 'By/s', 'average', disk?.out),
    of('network.io.receive', 'By/s', 'average', network?.in),
    of('network.io.transmit', 'By/s', 'average', network?.out),
  ];
  if (watts !== undefined) series.push(of('power', 'W', 'average', watts));
  return series;
}

/** `df`'s own ratio: what is kept for root is neither used nor free. */
function ratio(used: number, total: number): number | null {
  return total > 0 ? Math.min(1, used / total) : null;
}

type Transfers = Readonly<Record<string, Transfer>>;

/** Bytes a second in both directions, over what was there at both looks; null when a counter went back, or nothing was there at both. */
function ratesBetween(before: Transfers | null, now: Transfers | null, elapsedMs: number): { in: number; out: number } | null {
  if (before === null || now === null || elapsedMs <= 0) return null;
  let inBytes = 0;
  let outBytes = 0;
  let shared = 0;
  for (const [name, after] of Object.entries(now)) {
    const earlier = before[name];
    if (earlier === undefined) continue;
    if (after.inBytes < earlier.inBytes || after.outBytes < earlier.outBytes) return null;
    shared += 1;
    inBytes += after.inBytes - earlier.inBytes;
    outBytes += after.outBytes - earlier.outBytes;
  }
  return shared === 0 ? null : { in: (inBytes * 1000) / elapsedMs, out: (outBytes * 1000) / elapsedMs };
}
