import type { Span } from './model.ts';

export const HOUR_MS = 3_600_000;
export const QUARTER_MS = 900_000;
/** What is said of an open hour is worthless two hours after that hour's end: so long after its start (COST-MODEL 2.7). */
export const OPEN_HOUR_LIFE_MS = 3 * HOUR_MS;

/** Start of the clock hour (UTC) that holds the instant. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}

/** The starts of the clock hours that the span touches. */
export function hoursOf(span: Span): number[] {
  const hours: number[] = [];
  for (let hour = hourOf(span.fromMs); hour < span.toMs; hour += HOUR_MS) hours.push(hour);
  return hours;
}

/** The part of a span inside one clock hour; undefined when there is none. */
export function clipToHour<T extends Span>(span: T, hourStartMs: number): T | undefined {
  const fromMs = Math.max(span.fromMs, hourStartMs);
  const toMs = Math.min(span.toMs, hourStartMs + HOUR_MS);
  if (fromMs >= toMs) return undefined;
  if (fromMs === span.fromMs && toMs === span.toMs) return span;
  return { ...span, fromMs, toMs };
}
