import { type Clock, canonicalKey, HOUR_MS, type LivePriceFetcher, type PricedThing, type PriceKey } from '@openfinops/core';
import type { LiveRegion } from './live-fetcher.ts';
import { thingKey, thingsOf } from './live-things.ts';
import { firstRefreshMs, nextAttemptMs, nextRefreshMs } from './refresh-times.ts';

/** What is asked for no more is asked about no more. */
const FORGET_MS = 48 * HOUR_MS;
/** However fast new machine types appear, a region is not asked more often. */
const LEAST_GAP_MS = 10 * 60_000;
/** Nor by processes that follow each other every few minutes, one of which would always miss what no list has. */
const LEAST_GAP_OF_RUNS_MS = HOUR_MS;

/** What prices are looked up of, and when each region is to be fetched again. */
export interface LiveDemand {
  /** Told of each look-up. */
  use(key: PriceKey): void;
  /** What is in use in a region; without look-ups what is known of it; undefined: nothing is known. */
  inUse(service: string, region: string): readonly PricedThing[] | undefined;
  /** The region that is to be fetched now. */
  due(): { readonly service: string; readonly region: string } | undefined;
  /** Regions that are to be fetched now, or as soon as the agents that started together have been spread out. */
  missing(): readonly { readonly service: string; readonly region: string }[];
  fetched(service: string, region: string, things: readonly PricedThing[] | undefined): void;
  /** @param isDenied a permission is missing, which an hour does not change */
  failed(service: string, region: string, isDenied: boolean): void;
}

interface Place {
  readonly service: string;
  readonly region: string;
  readonly used: Map<string, { readonly thing: PricedThing; usedMs: number }>;
  /** Asked about by now, whether or not the list had it. */
  asked: Set<string>;
  attemptMs: number;
  dueMs: number;
  /** The last attempt was: what is new changes nothing about that. */
  isDenied: boolean;
}

/** @param find what is known of a region, however old it may be within its time */
export function createLiveDemand(
  fetcher: Pick<LivePriceFetcher, 'services' | 'serves'>,
  { clock, random }: { readonly clock: Pick<Clock, 'nowMs'>; readonly random: () => number },
  find: (service: string, region: string) => LiveRegion | undefined,
): LiveDemand {
  const places = new Map<string, Place>();
  const placeOf = (service: string, region: string): Place => {
    const key = `${service}\u0000${region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const kept = find(service, region);
    const dueMs = kept === undefined ? Number.POSITIVE_INFINITY : nextRefreshMs(kept.fetchedMs, random);
    const asked = new Set(thingsOf(kept?.rows ?? []).map(thingKey));
    const place: Place = { service, region, used: new Map(), asked, attemptMs: kept?.fetchedMs ?? Number.NEGATIVE_INFINITY, dueMs, isDenied: false };
    places.set(key, place);
    return place;
  };

  return {
    use(key) {
      const { service, region, sku, attributes } = canonicalKey(key);
      if (!fetcher.services.includes(service) || fetcher.serves?.(region) === false) return;
      const place = placeOf(service, region);
      const nowMs = clock.nowMs();
      const id = thingKey({ sku, attributes });
      const known = place.used.get(id);
      if (known === undefined) place.used.set(id, { thing: { sku, attributes }, usedMs: nowMs });
      else known.usedMs = nowMs;
      if (known === undefined && !place.isDenied && !place.asked.has(id)) {
        place.dueMs = Math.min(place.dueMs, Math.max(firstRefreshMs(nowMs, random), place.attemptMs + LEAST_GAP_MS));
      }
    },
    inUse(service, region) {
      const { used } = placeOf(service, region);
      const nowMs = clock.nowMs();
      for (const [id, { usedMs }] of used) if (nowMs - usedMs > FORGET_MS) used.delete(id);
      if (used.size > 0) return [...used.values()].map(({ thing }) => thing);
      const kept = find(service, region);
      return kept === undefined ? undefined : thingsOf(kept.rows);
    },
    due: () => [...places.values()].find(({ dueMs, used }) => used.size > 0 && dueMs <= clock.nowMs()),
    missing() {
      const nowMs = clock.nowMs();
      const isMissing = ({ used, asked, dueMs, attemptMs, isDenied }: Place): boolean => {
        if (used.size === 0 || attemptMs + LEAST_GAP_OF_RUNS_MS > nowMs) return false;
        return dueMs <= nowMs || (!isDenied && [...used.keys()].some((id) => !asked.has(id)));
      };
      return [...places.values()].filter(isMissing);
    },
    fetched(service, region, things) {
      const place = placeOf(service, region);
      const nowMs = clock.nowMs();
      place.asked = new Set((things ?? thingsOf(find(service, region)?.rows ?? [])).map(thingKey));
      place.attemptMs = nowMs;
      place.isDenied = false;
      // What came into use during the fetch is not in its answer.
      const isWhole = [...place.used.keys()].every((id) => place.asked.has(id));
      place.dueMs = isWhole ? nextRefreshMs(nowMs, random) : nowMs + LEAST_GAP_MS;
    },
    failed(service, region, isDenied) {
      const place = placeOf(service, region);
      place.attemptMs = clock.nowMs();
      place.dueMs = isDenied ? nextRefreshMs(place.attemptMs, random) : nextAttemptMs(place.attemptMs, random);
      place.isDenied = isDenied;
    },
  };
}
