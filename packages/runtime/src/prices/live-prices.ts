import { AgentError, type Clock, HOUR_MS, isAbort, type PriceBook, type PriceKey, type Problem } from '@openfinops/core';
import { realStateIo, type StateIo } from '../state/state-io.ts';
import { createPriceCache } from './cache-dir.ts';
import { createFarOff } from './far-off.ts';
import { createLiveBook, type IndexedRegion, indexRegion } from './live-book.ts';
import { createLiveDemand } from './live-demand.ts';
import type { LivePriceFetcher } from './live-fetcher.ts';
import { checkIsWhole, checkRows, countChanged, mergeRows } from './live-rows.ts';
import { rowsOfThings } from './live-things.ts';
import { CACHE_MS } from './refresh-times.ts';

/** What became of one attempt to fetch one region. */
export type RefreshOutcome = { readonly service: string; readonly region: string; readonly seconds: number } & (
  | {
      readonly status: 'refreshed';
      readonly rows: number;
      readonly changed: number;
      readonly suspects: number;
      readonly suspectSkus: readonly string[];
      readonly notKept: unknown;
    }
  | { readonly status: 'failed'; readonly error: unknown }
);

export interface LivePrices {
  /** Best first: what this process fetched, then what is older than a day and a half or was left by an earlier one. */
  readonly books: readonly PriceBook[];
  /** What is wrong with the cache on disk. */
  readonly problems: readonly Problem[];
  /** Told of each look-up: what is looked up is what is fetched. */
  use(key: PriceKey): void;
  /** Fetches one region now. A failure keeps what was there. Rejects only when the signal aborts. */
  refresh(service: string, region: string, signal: AbortSignal): Promise<RefreshOutcome>;
  /** Fetches what is in use, each region once a day and when something new is used, beside the cycle, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Fetches once what `run` would have fetched by now or soon: for a process that does not stay. Rejects only when the signal aborts. */
  catchUp(signal: AbortSignal): Promise<void>;
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
  /** What prices are held against; without it any price above 0 is believed. */
  readonly tables?: PriceBook;
}

/** As old as this, what was fetched is called cached. */
const LIVE_MS = 36 * HOUR_MS;
const FETCH_TIMEOUT_MS = 10 * 60_000;
/** How soon a region that is asked for the first time is noticed. */
const LOOK_MS = 60_000;

/** Live prices over a cache on disk. Look-ups never wait: they see a region as it was before a refresh, or as it is after it. */
export async function createLivePrices(options: LivePricesOptions): Promise<LivePrices> {
  const { fetcher, cacheDir, clock, random, onOutcome = () => {}, keepMs = 48 * HOUR_MS, timeout = AbortSignal.timeout, io = realStateIo } = options;
  const { tables } = options;
  const cache = cacheDir === null ? null : createPriceCache(cacheDir, fetcher.provider, io);
  const { regions, problems } = cache === null ? { regions: [], problems: [] } : await cache.read();
  const fetched = new Map<string, IndexedRegion>();
  const left = new Map(regions.map((region) => [keyOf(region.service, region.region), indexRegion(fetcher.provider, 'cache', region)]));

  const ageOf = ({ fetchedMs }: IndexedRegion): number => clock.nowMs() - fetchedMs;
  const findLive = (service: string, region: string): IndexedRegion | undefined => {
    const entry = fetched.get(keyOf(service, region));
    return entry !== undefined && ageOf(entry) <= LIVE_MS ? entry : undefined;
  };
  const findCached = (service: string, region: string): IndexedRegion | undefined => {
    const entry = fetched.get(keyOf(service, region)) ?? left.get(keyOf(service, region));
    return entry !== undefined && ageOf(entry) <= CACHE_MS ? entry : undefined;
  };
  const demand = createLiveDemand(fetcher, { clock, random }, findCached);
  const isFarOff = tables === undefined ? undefined : createFarOff(tables);
  const bookOf = (origin: 'live' | 'cache', find: typeof findLive): PriceBook => {
    const all = () => [...new Map([...left, ...fetched]).values()].filter(({ service, region }) => find(service, region) !== undefined);
    return createLiveBook({ provider: fetcher.provider, origin, all, find });
  };

  const takeRegion = async (service: string, region: string, signal: AbortSignal) => {
    const inUse = demand.inUse(service, region);
    const answer = await fetcher.fetch(service, region, AbortSignal.any([signal, timeout(FETCH_TIMEOUT_MS)]), inUse);
    await tables?.load(service, region);
    const { rows, suspects, suspectSkus } = checkRows(answer, isFarOff);
    const before = findCached(service, region)?.rows ?? [];
    const awaited = inUse === undefined ? before : rowsOfThings(before, inUse);
    checkIsWhole(rows, awaited, `${fetcher.provider} ${service} in ${region}`);
    const nowMs = clock.nowMs();
    const entry = indexRegion(fetcher.provider, 'live', { service, region, fetchedMs: nowMs, rows: mergeRows(before, rows, nowMs, keepMs) });
    fetched.set(keyOf(service, region), entry);
    demand.fetched(service, region, inUse);
    const notKept: unknown = await cache?.write(entry).catch((error: unknown) => error);
    const changed = countChanged(before, entry.rows);
    return { status: 'refreshed', rows: rows.length, changed, suspects, suspectSkus, notKept } as const;
  };

  const refresh: LivePrices['refresh'] = async (service, region, signal) => {
    const startMs = clock.monotonicMs();
    const secondsSince = () => (clock.monotonicMs() - startMs) / 1000;
    try {
      const taken = await takeRegion(service, region, signal);
      return { service, region, seconds: secondsSince(), ...taken };
    } catch (error) {
      if (signal.aborted) throw error;
      demand.failed(service, region, error instanceof AgentError && error.code === 'AUTH_DENIED');
      return { service, region, seconds: secondsSince(), status: 'failed', error };
    }
  };

  return {
    books: [bookOf('live', findLive), bookOf('cache', findCached)],
    problems,
    use: demand.use,
    refresh,
    async run(signal) {
      try {
        while (!signal.aborted) {
          const due = demand.due();
          if (due === undefined) await clock.sleep(LOOK_MS, signal);
          else onOutcome(await refresh(due.service, due.region, signal));
        }
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) throw error;
      }
    },
    async catchUp(signal) {
      for (const { service, region } of demand.missing()) onOutcome(await refresh(service, region, signal));
    },
  };
}

function keyOf(service: string, region: string): string {
  return `${service}\u0000${region}`;
}
