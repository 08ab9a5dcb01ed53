import { HOUR_MS, type Window } from '@openfinops/core';

/** How fine and how late a machine's data is. */
export interface Grain {
  readonly periodMs: number;
  /** The newest period that is worth asking for ended so long ago. */
  readonly delayMs: number;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html */
export const BASIC: Grain = { periodMs: 300_000, delayMs: 300_000 };
export const DETAILED: Grain = { periodMs: 60_000, delayMs: 120_000 };

/** Points may come late: so many periods are asked for again. It costs nothing, a metric is billed whatever the number of its points. */
export const LATE_PERIODS = 3;

const DAY_MS = 24 * HOUR_MS;

/** The end of the newest period that is worth asking for. */
export function endOfData(atMs: number, { periodMs, delayMs }: Grain): number {
  return Math.floor((atMs - delayMs) / periodMs) * periodMs;
}

/**
 * The window to ask for now, of whole periods: what is new, and the last few periods before it.
 * @param wholeMs when all that was asked for came; null: never, and the last hour will do
 * @param everyMs the time between two times of asking
 */
export function windowToAsk(atMs: number, wholeMs: number | null, everyMs: number, grain: Grain): Window {
  const endMs = endOfData(atMs, grain);
  if (wholeMs === null || wholeMs > atMs) return { startMs: endMs - HOUR_MS, endMs };
  const startMs = endOfData(wholeMs, grain) - LATE_PERIODS * grain.periodMs;
  const oldestMs = endMs - Math.max(DAY_MS, 2 * everyMs);
  return { startMs: Math.min(Math.max(startMs, oldestMs), endMs - LATE_PERIODS * grain.periodMs), endMs };
}

/** How many periods a window holds. */
export function pointsOf({ startMs, endMs }: Window, { periodMs }: Pick<Grain, 'periodMs'>): number {
  return Math.round((endMs - startMs) / periodMs);
}
