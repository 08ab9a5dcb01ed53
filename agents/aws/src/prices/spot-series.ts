import { type BookRow, canonicalOs, HOUR_MS, hourOf, parseScopeId, type Resource, type ScopeId } from '@openfinops/core';
import { spotProductOf } from './platforms.ts';
import { type SpotChange, type SpotPlace, toSpotRow } from './spot-history.ts';

/** What is known of one place. */
export interface SpotSeries {
  readonly place: SpotPlace;
  /** When a machine was last listed there. */
  seenMs: number;
  /** Known up to here; 0: never read. */
  knownMs: number;
  /** Ascending. */
  changes: readonly SpotChange[];
}

/** The places in use of one region. */
export interface SpotRegion {
  readonly name: string;
  /** Problems are reported under it. */
  readonly scope: ScopeId;
  readonly series: Map<string, SpotSeries>;
  failedMs: number;
  /** How long it is left alone after that. */
  restMs: number;
}

/** Accrual backfills 24 hours at most; one more, and the hour that is open. */
export const REACH_MS = 26 * HOUR_MS;
const REFRESH_MS = HOUR_MS / 4;
/** A place where nobody has seen a machine for so long is forgotten. */
const FORGET_MS = 48 * HOUR_MS;
/** A price that could not be read again for so long is no price any more. */
const STALE_MS = 7 * 24 * HOUR_MS;

/** A spot machine makes its place worth knowing; a place that has no spot price, or no name, does not count. */
export function notePlace(regions: Map<string, SpotRegion>, resource: Resource, nowMs: number): void {
  const place = placeOf(resource);
  if (place === undefined) return;
  const region = regions.get(place.region) ?? newRegion(place.region, resource.scope);
  regions.set(place.region, region);
  const series = region.series.get(keyOf(place)) ?? { place, seenMs: nowMs, knownMs: 0, changes: [] };
  region.series.set(keyOf(place), series);
  series.seenMs = nowMs;
}

export function forgetPlaces({ series }: SpotRegion, nowMs: number): void {
  for (const [key, { seenMs }] of series) if (nowMs - seenMs > FORGET_MS) series.delete(key);
}

/** Whether prices may have changed: a quarter of an hour has passed, or an hour has ended that is about to be charged. */
export function isDue({ knownMs }: SpotSeries, nowMs: number): boolean {
  return Math.abs(nowMs - knownMs) >= REFRESH_MS || hourOf(knownMs) < hourOf(nowMs);
}

/** Adds an answer to the places that it was asked about, and drops what is older than anything that can still be charged. */
export function learnChanges(asked: readonly SpotSeries[], changes: readonly SpotChange[], nowMs: number): void {
  const byPlace = groupByPlace(changes);
  for (const series of asked) {
    const news = byPlace.get(keyOf(series.place)) ?? [];
    const byInstant = new Map([...series.changes, ...news].map((change) => [change.fromMs, change]));
    const ascending = [...byInstant.values()].sort((a, b) => a.fromMs - b.fromMs);
    series.changes = ascending.filter((_, index) => (ascending[index + 1]?.fromMs ?? nowMs) > nowMs - REACH_MS);
    series.knownMs = nowMs;
  }
}

/** All that is known, as rows of a price table. */
export function toSpotRows(regions: Iterable<SpotRegion>, nowMs: number): BookRow[] {
  const rows: BookRow[] = [];
  for (const { series } of regions) {
    for (const { changes, knownMs } of series.values()) {
      if (nowMs - knownMs < STALE_MS) rows.push(...changes.map((change) => toSpotRow(change, knownMs)));
    }
  }
  return rows;
}

function placeOf({ purchase, kind, scope, zone, sku, attributes }: Resource): SpotPlace | undefined {
  const region = parseScopeId(scope)?.region;
  const os = canonicalOs(attributes.os ?? 'linux');
  if (purchase !== 'spot' || kind !== 'machine' || region === undefined || zone === undefined || spotProductOf(os) === null) return undefined;
  return { region, zone, instanceType: sku, os };
}

function newRegion(name: string, scope: ScopeId): SpotRegion {
  return { name, scope, series: new Map(), failedMs: Number.NEGATIVE_INFINITY, restMs: 0 };
}

function groupByPlace(changes: readonly SpotChange[]): Map<string, SpotChange[]> {
  const byPlace = new Map<string, SpotChange[]>();
  for (const change of changes) {
    const known = byPlace.get(keyOf(change));
    if (known === undefined) byPlace.set(keyOf(change), [change]);
    else known.push(change);
  }
  return byPlace;
}

function keyOf({ zone, instanceType, os }: SpotPlace): string {
  return `${zone} ${instanceType} ${os}`;
}
