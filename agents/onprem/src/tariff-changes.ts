import type { Window } from '@openfinops/core';
import type { Tariff } from './tariff.ts';
import { offsetSpans } from './time-zone.ts';
import { WEEK_MINUTES, weekSpansOf } from './week.ts';

/** A price of a kWh, in force from `fromMs` until the next one. */
export interface TariffChange {
  readonly fromMs: number;
  readonly pricePerKwh: number;
}

/**
 * Every price that is in force at some instant of the window, ascending; the first one from the window's start. Periods are local time: on a
 * day of 23 hours a period that holds the missing hour is an hour shorter, on one of 25 hours both hours of that name have its price.
 */
export function tariffChanges(tariff: Tariff, window: Window): TariffChange[] {
  const week = compile(tariff);
  const changes: TariffChange[] = [];
  for (const { fromMs, toMs, offsetMs } of offsetSpans(tariff.timeZone, window)) {
    let atMs = fromMs;
    while (atMs < toMs) {
      const weekMs = modulo(atMs + offsetMs - MONDAY_MS, WEEK_MS);
      const current = partAt(week, weekMs);
      if (changes.at(-1)?.pricePerKwh !== current.pricePerKwh) changes.push({ fromMs: atMs, pricePerKwh: current.pricePerKwh });
      atMs += current.toMs - weekMs;
    }
  }
  return changes;
}

const MINUTE_MS = 60_000;
const WEEK_MS = WEEK_MINUTES * MINUTE_MS;
/** 1970-01-05T00:00Z, a Monday. */
const MONDAY_MS = 4 * 86_400_000;

interface WeekPart {
  /** Since Monday 00:00, half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly pricePerKwh: number;
}

/** The whole week without gaps, ascending. */
function compile(tariff: Tariff): WeekPart[] {
  const priced = tariff.periods.flatMap((period) => weekSpansOf(period).map((span) => ({ ...span, pricePerKwh: period.pricePerKwh })));
  priced.sort((a, b) => a.fromMinute - b.fromMinute);
  const parts: WeekPart[] = [];
  let endMinute = 0;
  const add = (fromMinute: number, toMinute: number, pricePerKwh: number): void => {
    if (fromMinute < toMinute) parts.push({ fromMs: fromMinute * MINUTE_MS, toMs: toMinute * MINUTE_MS, pricePerKwh });
  };
  for (const { fromMinute, toMinute, pricePerKwh } of priced) {
    add(endMinute, fromMinute, tariff.pricePerKwh);
    add(fromMinute, toMinute, pricePerKwh);
    endMinute = toMinute;
  }
  add(endMinute, WEEK_MINUTES, tariff.pricePerKwh);
  return parts;
}

function partAt(week: readonly WeekPart[], weekMs: number): WeekPart {
  for (const part of week) if (weekMs < part.toMs) return part;
  throw new RangeError(`${weekMs} lies in no part of the week`);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
