import { HOUR_MS, type Span, type Window } from '@openfinops/core';

/** A stretch of time in which a zone's clocks keep one distance from UTC. */
export interface OffsetSpan extends Span {
  /** Local time less UTC, ms. */
  readonly offsetMs: number;
}

/** Whether this Node knows a time zone by that name. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The window cut where the zone's clocks are changed, ascending. */
export function offsetSpans(timeZone: string, window: Window): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  const add = (fromMs: number, toMs: number, offsetMs: number): void => {
    const last = spans.at(-1);
    if (last?.offsetMs === offsetMs) spans[spans.length - 1] = { ...last, toMs };
    else spans.push({ fromMs, toMs, offsetMs });
  };
  let fromMs = window.startMs;
  let offsetMs = offsetAt(timeZone, fromMs);
  while (fromMs < window.endMs) {
    const toMs = Math.min(fromMs + STEP_MS, window.endMs);
    const nextMs = offsetAt(timeZone, toMs);
    const changeMs = nextMs === offsetMs ? toMs : changeBetween(timeZone, fromMs, toMs);
    add(fromMs, changeMs, offsetMs);
    if (changeMs < toMs) add(changeMs, toMs, nextMs);
    fromMs = toMs;
    offsetMs = nextMs;
  }
  return spans;
}

/** No zone changes its clocks twice within six hours. */
const STEP_MS = 6 * HOUR_MS;

/** The instant, to the second, from which the offset is that of `toMs`. */
function changeBetween(timeZone: string, fromMs: number, toMs: number): number {
  const before = offsetAt(timeZone, fromMs);
  let low = Math.floor(fromMs / 1000);
  let high = Math.ceil(toMs / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return Math.min(high * 1000, toMs);
}

function offsetAt(timeZone: string, atMs: number): number {
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(wholeMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeMs;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for a zone that this Node does not know. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}
