import { compareDecimals, type Decimal, roundDecimal } from '@openfinops/core';

/** What stands where a figure is not known; the reason stands below the table. */
export const UNKNOWN = '—';

/**
 * Money for reading: two decimals from 1 up, at least three significant digits and four decimals below, and never a digit that is not known:
 * `1234.5` -> `1,234.50`, `0.192` -> `0.192`, `0.7448630137` -> `0.7449`, `0.0000123456` -> `0.0000123`.
 */
export function formatMoney(amount: Decimal): string {
  if (compareDecimals(amount, '1') >= 0) return groupThousands(withTwoDecimals(roundDecimal(amount, 2)));
  const leadingZeros = /^0\.(0*)/.exec(amount)?.[1]?.length ?? 0;
  return withTwoDecimals(roundDecimal(amount, Math.max(4, leadingZeros + 3)));
}

/** A ratio 0..1 as a percentage: `0.123` -> `12%`, `0.0042` -> `0.4%`, `0.0001` -> `<0.1%`. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return '0%';
  if (percent < 0.1) return '<0.1%';
  return percent < 1 ? `${percent.toFixed(1)}%` : `${Math.round(percent)}%`;
}

/** `12345` -> `12,345`. */
export function formatCount(count: number): string {
  return groupThousands(String(count));
}

/** `1`, `resource` -> `1 resource`; `2`, `resource` -> `2 resources`. */
export function formatMany(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds in the two largest fitting units: `0.25` -> `250 ms`, `300` -> `5 min`, `5400` -> `1 h 30 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Epoch seconds in UTC: `2026-11-21 10:00 to 10:15 UTC`. */
export function formatWindow(startSeconds: number, endSeconds: number): string {
  const [startDay, startTime] = splitInstant(startSeconds);
  const [endDay, endTime] = splitInstant(endSeconds);
  return `${startDay} ${startTime} to ${endDay === startDay ? '' : `${endDay} `}${endTime} UTC`;
}

function splitInstant(atSeconds: number): [string, string] {
  const text = new Date(atSeconds * 1000).toISOString();
  return [text.slice(0, 10), text.slice(11, 16)];
}

function withTwoDecimals(amount: Decimal): string {
  const [whole, fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

function groupThousands(text: string): string {
  return text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
