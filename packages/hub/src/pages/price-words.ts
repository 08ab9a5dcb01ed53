import { isPriced, type JoinedCharge, type JoinedLine, type LinePrice, type PriceProvenance, type PriceSourceName } from '@openfinops/core';
import { formatDuration } from './format.ts';
import { REASONS } from './reasons.ts';

/** Lists change; what the owner said holds until he says otherwise. */
const AGEING: readonly PriceSourceName[] = ['live', 'cache', 'bundled', 'composed', 'region-factor'];
const STALE_AFTER_DAYS = 90;
const STALE_AFTER_MS = STALE_AFTER_DAYS * 86_400_000;

/** Where prices come from, in words (COST-MODEL 3). */
const SOURCES: Readonly<Record<PriceSourceName, string>> = {
  override: 'own price',
  'rate-card': 'rate card',
  'rate-card-example': 'example rate card',
  live: 'provider’s list',
  cache: 'provider’s list, cached',
  bundled: 'bundled list',
  composed: 'composed of parts',
  'region-factor': 'another region’s price',
};

/** `bundled list, 124 d old`; where there is no price, why. Estimates say so. */
export function describePrice(price: LinePrice, nowMs: number): string {
  if (!isPriced(price)) return describeNoPrice(price);
  const asOfMs = Date.parse(price.asOf);
  const age = Number.isNaN(asOfMs) ? `as of ${price.asOf}` : `${formatDuration(nowMs - asOfMs)} old`;
  const stale = isStale(price, nowMs) ? `: more than ${STALE_AFTER_DAYS} days` : '';
  return `${SOURCES[price.source]}, ${age}${stale}${caveatsOf(price)}`;
}

/** Whether a price comes from a list that is older than 90 days. */
export function isStale(price: LinePrice, nowMs: number): boolean {
  return isPriced(price) && AGEING.includes(price.source) && nowMs - Date.parse(price.asOf) > STALE_AFTER_MS;
}

/** `bundled list (list) as of 2026-07-20, price id ABC`: all that is known of where a price comes from; where there is none, why and what to do. */
export function explainPrice(price: LinePrice): string {
  if ('missing' in price) return `${describeNoPrice(price)}. ${REASONS[price.missing].todo}`;
  if ('waived' in price) return describeNoPrice(price);
  const id = price.id === null ? '' : `, price id ${price.id}`;
  return `${SOURCES[price.source]} (${price.basis}) as of ${price.asOf}${id}${caveatsOf(price)}`;
}

/** The prices that the latest charge of each meter was made with, each kind once. */
export function pricesInUse(charges: readonly JoinedCharge[]): LinePrice[] {
  const latest = new Map<string, JoinedLine>();
  for (const { meter, lines } of charges) {
    const last = lines.at(-1);
    if (last !== undefined && !latest.has(meter)) latest.set(meter, last);
  }
  return [...latest.values()].map(({ price }) => price);
}

/** Whether a price is made up, to show what a rate card does. */
export function isExample(price: LinePrice): boolean {
  return isPriced(price) && price.source === 'rate-card-example';
}

function describeNoPrice(price: Extract<LinePrice, { missing: unknown } | { waived: true }>): string {
  return 'waived' in price ? 'waived by the provider' : `no price: ${REASONS[price.missing].why}`;
}

function caveatsOf({ estimated, tierNotApplied }: PriceProvenance): string {
  return `${estimated ? ', estimated' : ''}${tierNotApplied ? ', before volume tiers' : ''}`;
}
