import type { CpuTicks } from './host.ts';
import { parseCount, parseCounts, parseTable } from './parse.ts';

export interface CpuStat {
  readonly ticks: CpuTicks;
  /** CPUs that are online. */
  readonly vcpus: number;
  /** When the machine booted, epoch ms; null: not told. */
  readonly bootMs: number | null;
}

/**
 * /proc/stat (proc(5)). Busy is all time but idle, iowait and steal: what a hypervisor took was not used here. Guest time is inside user time.
 * Fields: user nice system idle iowait irq softirq steal.
 */
export function parseStat(text: string): CpuStat | undefined {
  const rows = parseTable(text);
  const total = rows?.find(([name]) => name === 'cpu');
  const fields = total === undefined ? undefined : parseCounts(total.slice(1, 9));
  if (rows === undefined || fields === undefined || fields.length < 4) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  const busy = user + nice + system + irq + softirq;
  const bootSeconds = parseCount(rows.find(([name]) => name === 'btime')?.[1]);
  return {
    ticks: { busy, total: busy + idle + iowait + steal },
    vcpus: rows.filter(([name]) => /^cpu\d+$/.test(name ?? '')).length,
    bootMs: bootSeconds === undefined || bootSeconds === 0 ? null : bootSeconds * 1000,
  };
}

/** Busy part of the time between two looks, 0..1; null when the counters stood still or went back. */
export function utilizationBetween(before: CpuTicks | null, after: CpuTicks | null): number | null {
  if (before === null || after === null) return null;
  const total = after.total - before.total;
  if (!(total > 0)) return null;
  return Math.min(1, Math.max(0, (after.busy - before.busy) / total));
}
