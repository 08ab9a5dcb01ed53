import { type Clock, HOUR_MS, isAbort, type PriceBook, type Problem } from '@openfinops/core';
import { realStateIo, type StateIo } from '../state/state-io.ts';
import { createPriceCache } from './cache-dir.ts';
import { createLiveBook, type IndexedRegion, indexRegion } from './live-book.ts';
import type { LivePriceFetcher } from './live-fetcher.ts';
import { checkIsWhole, checkRows, mergeRows } from './live-rows.ts';
import { CACHE_MS, firstRefreshMs, nextAttemptMs, nextRefreshMs } from './refresh-times.ts';

/** What became of one attempt to fetch one region. */
export type RefreshOutcome = { readonly service: string; readonly region: string; readonly seconds: number } & (
  | { readonly status: 'refreshed'; readonly rows: number; readonly changed: number; readonly suspects: number; readonly notKept: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
);

export interface LivePrices {
  /** Best first: what this process fetched, then what is older than a day and a half or was left by an earlier one. */
  readonly books: readonly PriceBook[];
  /** What is wrong with the cache on disk. */
  readonly problems: readonly Problem[];
  /** Fetches one region now. A failure keeps what was there. Rejects only when the signal aborts. */
  refresh(service: string, region: string, signal: AbortSignal): Promise<RefreshOutcome>;
  /** Fetches what was asked for, each region once a day, beside the cycle, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LivePricesOptions {
  readonly fetcher: LivePriceFetcher;
  /** null: nothing is kept on disk. */
  readonly cacheDir: string | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onOutcome?: (outcome: RefreshOutcome) => void;
  /** How long past prices are kept, so that past hours can still be priced. Default 48 h. */
  readonly keepMs?: number;
  /** A signal that aborts after so many ms. */
  readonly timeout?: (ms: number) => AbortSignal;
  readonly io?: StateIo;
}

/** As old as this, what was fetched is called cached. */
const LIVE_MS = 36 * HOUR_MS;
const FETCH_TIMEOUT_MS = 10 * 60_000;
/** How soon a region that is asked for the first time is noticed. */
const LOOK_MS = 60_000;

/** Live prices over a cache on disk. Look-ups never wait: they see a region as it was before a refresh, or as it is after it. */
export async function createLivePrices(options: LivePricesOptions): Promise<LivePrices> {
  const { fetcher, cacheDir, clock, random, onOutcome = () => {}, keepMs = 48 * HOUR_MS, timeout = AbortSignal.timeout, io = realStateIo } = options;
  const cache = cacheDir === null ? null : createPriceCache(cacheDir, fetcher.provider, io);
  const { regions, problems } = cache === null ? { regions: [], problems: [] } : await cache.read();
  const fetched = new Map<string, IndexedRegion>();
  const left = new Map(regions.map((region) => [keyOf(region.service, region.region), indexRegion(fetcher.provider, 'cache', region)]));
  const dueMs = new Map<string, number>();

  const ageOf = ({ fetchedMs }: IndexedRegion): number => clock.nowMs() - fetchedMs;
  const findLive = (service: string, region: string): IndexedRegion | undefined => {
    const entry = fetched.get(keyOf(service, region));
    return entry !== undefined && ageOf(entry) <= LIVE_MS ? entry : undefined;
  };
  const findCached = (service: string, region: string): IndexedRegion | undefined => {
    const entry = fetched.get(keyOf(service, region)) ?? left.get(keyOf(service, region));
    return entry !== undefined && ageOf(entry) <= CACHE_MS ? entry : undefined;
  };
  const onAsked = (service: string, region: string): void => {
    const key = keyOf(service, region);
    if (dueMs.has(key) || !fetcher.services.includes(service)) return;
    const known = findCached(service, region);
    dueMs.set(key, known === undefined ? firstRefreshMs(clock.nowMs(), random) : nextRefreshMs(known.fetchedMs, random));
  };
  const bookOf = (origin: 'live' | 'cache', find: typeof findLive): PriceBook => {
    const all = () => [...new Map([...left, ...fetched]).values()].filter(({ service, region }) => find(service, region) !== undefined);
    return createLiveBook({ provider: fetcher.provider, origin, all, find, onAsked });
  };

  const takeRegion = async (service: string, region: string, signal: AbortSignal) => {
    const answer = await fetcher.fetch(service, region, AbortSignal.any([signal, timeout(FETCH_TIMEOUT_MS)]));
    const { rows, suspects } = checkRows(answer);
    const before = findCached(service, region)?.rows ?? [];
    checkIsWhole(rows, before, `${fetcher.provider} ${service} in ${region}`);
    const nowMs = clock.nowMs();
    const entry = indexRegion(fetcher.provider, 'live', { service, region, fetchedMs: nowMs, rows: mergeRows(before, rows, nowMs, keepMs) });
    fetched.set(keyOf(service, region), entry);
    const notKept: unknown = await cache?.write(entry).catch((error: unknown) => error);
    return {
      status: 'refreshed',
      rows: rows.length,
      changed: entry.rows.filter(({ fromMs }) => fromMs === nowMs).length,
      suspects,
      notKept,
    } as const;
  };

  const refresh: LivePrices['refresh'] = async (service, region, signal) => {
    const startMs = clock.monotonicMs();
    const secondsSince = () => (clock.monotonicMs() - startMs) / 1000;
    try {
      const taken = await takeRegion(service, region, signal);
      dueMs.set(keyOf(service, region), nextRefreshMs(clock.nowMs(), random));
      return { service, region, seconds: secondsSince(), ...taken };
    } catch (error) {
      if (signal.aborted) throw error;
      dueMs.set(keyOf(service, region), nextAttemptMs(clock.nowMs(), random));
      return { service, region, seconds: secondsSince(), status: 'failed', error };
    }
  };

  return {
    books: [bookOf('live', findLive), bookOf('cache', findCached)],
    problems,
    refresh,
    async run(signal) {
      try {
        while (!signal.aborted) {
          const due = [...dueMs].find(([, atMs]) => atMs <= clock.nowMs());
          if (due === undefined) await clock.sleep(LOOK_MS, signal);
          else onOutcome(await refresh(...partsOf(due[0]), signal));
        }
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) throw error;
      }
    },
  };
}

function keyOf(service: string, region: string): string {
  return `${service}\u0000${region}`;
}

function partsOf(key: string): [service: string, region: string] {
  const [service = '', region = ''] = key.split('\u0000');
  return [service, region];
}
