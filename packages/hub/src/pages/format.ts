import { type CostTotals, compareDecimals, type Decimal, roundDecimal } from '@openfinops/core';

/** What stands where nothing is known; never 0. */
export const UNKNOWN = '—';

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£' };
const SIGNIFICANT_DIGITS = 3;

/** `$1,234.56`; below one, three significant digits, so that a cent's fraction is not shown as nothing. `CNY 12.00` for rarer currencies. */
export function formatMoney(amount: Decimal | null, currency: string): string {
  if (amount === null) return UNKNOWN;
  const digits = roundDecimal(amount, decimalsFor(amount));
  const [whole = '0', fraction = ''] = digits.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = digits.startsWith('-') ? '-' : '';
  const symbol = SYMBOLS[currency] ?? `${currency} `;
  return `${sign}${symbol}${grouped}.${fraction.padEnd(2, '0')}`;
}

/** The known cost; unknown where not one charge has a price, for that is not nothing. */
export function formatKnownCost({
  knownCost,
  currency,
  charges,
  unpricedCharges,
}: Pick<CostTotals, 'knownCost' | 'currency' | 'charges' | 'unpricedCharges'>): string {
  return formatMoney(unpricedCharges === charges && Number(knownCost) === 0 ? null : knownCost, currency);
}

/** The known cost, `≥` before it where a part has no price: the true one is more. */
export function formatAtLeast(totals: Pick<CostTotals, 'knownCost' | 'currency' | 'charges' | 'unpricedCharges'>): string {
  const cost = formatKnownCost(totals);
  return totals.unpricedCharges > 0 && cost !== UNKNOWN ? `≥ ${cost}` : cost;
}

/** `42 %`; null where nothing was measured. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return UNKNOWN;
  const percent = ratio * 100;
  return `${percent > 0 && percent < 1 ? '<1' : Math.round(percent)} %`;
}

/** `12 s`, `5 min`, `3.5 h`, `2.1 d`, `124 d`. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${trimZero((ms / 3_600_000).toFixed(1))} h`;
  if (ms < 10 * 86_400_000) return `${trimZero((ms / 86_400_000).toFixed(1))} d`;
  return `${Math.floor(ms / 86_400_000)} d`;
}

/** `2026-11-21 08:00 UTC`. */
export function formatTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `08:05`, with seconds where they matter: `08:05:30`; UTC. */
export function formatClock(atMs: number): string {
  const clock = new Date(atMs).toISOString().slice(11, 19);
  return clock.endsWith(':00') ? clock.slice(0, 5) : clock;
}

export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `10,850`, of whole numbers. */
export function formatNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function decimalsFor(amount: Decimal): number {
  if (compareDecimals(amount.replace('-', ''), '1') >= 0) return 2;
  const leadingZeros = /\.(0*)[1-9]/.exec(amount)?.[1]?.length;
  return leadingZeros === undefined ? 2 : leadingZeros + SIGNIFICANT_DIGITS;
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, '');
}
