import { HOUR_MS } from '@openfinops/core';

/** Fetched prices that are older are not used. */
export const CACHE_MS = 7 * 24 * HOUR_MS;
const REFRESH_MS = 24 * HOUR_MS;
const FIRST_WITHIN_MS = 60_000;

/** Agents that were started together do not ask together: a tenth of the period, either way. */
export function nextRefreshMs(fetchedMs: number, random: () => number): number {
  return fetchedMs + REFRESH_MS * (0.9 + 0.2 * random());
}

/** After a failure: within half an hour and an hour and a half. */
export function nextAttemptMs(nowMs: number, random: () => number): number {
  return nowMs + HOUR_MS * (0.5 + random());
}

/** A region that nobody has asked about before. */
export function firstRefreshMs(nowMs: number, random: () => number): number {
  return nowMs + FIRST_WITHIN_MS * random();
}
