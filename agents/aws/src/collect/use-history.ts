import type { MetricSeries, Pacer, Window } from '@openfinops/core';
import { LATE_PERIODS } from './windows.ts';

/** How a machine was used over the days that are remembered. */
export interface UseSummary {
  readonly window: Window;
  /** The part of the window in which CPU use is known. */
  readonly knownRatio: number;
  readonly meanRatio: number;
  /** The busiest period, by its average. */
  readonly peakRatio: number;
  /** Bytes received and sent a day; null: known of less of the window than CPU use. */
  readonly networkBytesPerDay: number | null;
}

/** What is remembered of machines' use, a few numbers a day. */
export interface UseHistory {
  /** Counts the periods that will not be asked for again. */
  add(key: string, series: MetricSeries): void;
  /** null: nothing is known. */
  summarize(key: string): UseSummary | null;
  /** All that is to be remembered: a machine of which nothing was heard for as long as a window is forgotten. */
  remember(pacer: Pacer): Promise<Readonly<Record<string, readonly number[]>>>;
}

/** Waste is judged by the last seven days and today. */
const WINDOW_DAYS = 7;
const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;

/**
 * A record: until when CPU, bytes in and bytes out are counted (epoch s), then for each day: its number, seconds of which CPU use is known, CPU
 * seconds, peak in thousandths, seconds of which bytes in are known, bytes.
 */
const HEAD = 3;
const PER_DAY = 6;
const COUNTED_AT: Readonly<Record<string, number>> = { 'cpu.utilization': 0, 'network.io.receive': 1, 'network.io.transmit': 2 };

export function createUseHistory(before: Readonly<Record<string, readonly number[]>>, nowMs: number): UseHistory {
  const today = Math.floor(nowMs / DAY_MS);
  /** What will be remembered, as it comes. Keys are ids that somebody else chose. */
  const kept: Record<string, number[]> = Object.create(null) as Record<string, number[]>;
  const recordOf = (key: string): number[] | undefined => {
    const known = kept[key];
    if (known !== undefined || !Object.hasOwn(before, key)) return known;
    return toRecord(before[key], today);
  };

  return {
    add(key, series) {
      const at = COUNTED_AT[series.name];
      if (at === undefined) return;
      const known = kept[key];
      const counted = count(known ?? recordOf(key) ?? toRecord(undefined, today), at, series);
      if (counted !== known && counted.length > HEAD) kept[key] = counted;
    },
    summarize(key) {
      const record = recordOf(key);
      return record === undefined ? null : summarizeDays(record, { startMs: (today - WINDOW_DAYS) * DAY_MS, endMs: nowMs });
    },
    async remember(pacer) {
      for (const key of Object.keys(before)) {
        const record = recordOf(key);
        if (record !== undefined && record.length > HEAD) kept[key] = record;
        await pacer.pace();
      }
      return kept;
    },
  };
}

/** A copy without the days that have left the window; a fresh one where there is none, or one that cannot be. */
function toRecord(known: readonly number[] | undefined, today: number): number[] {
  const isWhole = Array.isArray(known) && known.length >= HEAD && (known.length - HEAD) % PER_DAY === 0 && known.every(Number.isFinite);
  if (!isWhole || known === undefined) return [0, 0, 0];
  const record = known.slice(0, HEAD);
  for (let at = HEAD; at < known.length; at += PER_DAY) {
    const day = known[at] ?? 0;
    if (day >= today - WINDOW_DAYS && day <= today) record.push(...known.slice(at, at + PER_DAY));
  }
  return record;
}

/** @returns the record; another one where a day was added: a list that grows by `push` has room for 16 more, a new one has not */
function count(known: number[], metric: number, { startMs, stepMs, values }: MetricSeries): number[] {
  let record = known;
  const fromS = record[metric] ?? 0;
  const startS = startMs / 1000;
  const stepS = stepMs / 1000;
  const settled = Math.max(0, values.length - LATE_PERIODS);
  for (let index = 0; index < settled; ) {
    const day = Math.floor((startS + index * stepS) / DAY_S);
    const of = { knownS: 0, sum: 0, peak: 0 };
    for (; index < settled && startS + index * stepS < (day + 1) * DAY_S; index += 1) {
      const value = values[index] ?? null;
      if (value === null || startS + index * stepS < fromS) continue;
      of.knownS += stepS;
      of.sum += value * stepS;
      of.peak = Math.max(of.peak, value);
    }
    if (of.knownS === 0) continue;
    let at = dayOf(record, day);
    if (at === -1) {
      at = record.length;
      record = record.concat([day, 0, 0, 0, 0, 0]);
    }
    countDay(record, metric, at, of);
  }
  record[metric] = Math.max(fromS, startS + settled * stepS);
  return record;
}

/** What was known of a part of a day: seconds, the sum of values times seconds, the greatest value. */
interface PartOfDay {
  readonly knownS: number;
  readonly sum: number;
  readonly peak: number;
}

function countDay(record: number[], metric: number, at: number, { knownS, sum, peak }: PartOfDay): void {
  const add = (index: number, amount: number): void => {
    record[at + index] = (record[at + index] ?? 0) + amount;
  };
  if (metric === 0) {
    add(1, knownS);
    record[at + 2] = round((record[at + 2] ?? 0) + sum);
    record[at + 3] = Math.max(record[at + 3] ?? 0, Math.round(peak * 1000));
    return;
  }
  if (metric === 1) add(4, knownS);
  record[at + 5] = Math.round((record[at + 5] ?? 0) + sum);
}

/** Where a day's numbers begin; days stand in order of their first point. -1: nowhere. */
function dayOf(record: readonly number[], day: number): number {
  for (let at = HEAD; at < record.length; at += PER_DAY) if (record[at] === day) return at;
  return -1;
}

function summarizeDays(record: readonly number[], window: Window): UseSummary | null {
  let knownS = 0;
  let busyS = 0;
  let peak = 0;
  let networkS = 0;
  let bytes = 0;
  for (let at = HEAD; at < record.length; at += PER_DAY) {
    knownS += record[at + 1] ?? 0;
    busyS += record[at + 2] ?? 0;
    peak = Math.max(peak, record[at + 3] ?? 0);
    networkS += record[at + 4] ?? 0;
    bytes += record[at + 5] ?? 0;
  }
  if (knownS === 0) return null;
  return {
    window,
    knownRatio: Math.min(1, (knownS * 1000) / (window.endMs - window.startMs)),
    meanRatio: busyS / knownS,
    peakRatio: peak / 1000,
    networkBytesPerDay: networkS < 0.9 * knownS ? null : (bytes / networkS) * DAY_S,
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
