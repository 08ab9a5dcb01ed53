import {
  type Clock,
  canonicalOs,
  createBookSource,
  createMemoryBook,
  HOUR_MS,
  type PriceSource,
  type Problem,
  type Resource,
} from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsProblem } from '../clients/aws-errors.ts';
import { type CallBudget, createCallBudget } from './call-budget.ts';
import { readSpotHistory } from './spot-history.ts';
import { forgetPlaces, isDue, learnChanges, notePlace, REACH_MS, type SpotRegion, toSpotRows } from './spot-series.ts';

/** Spot prices of the types and zones in use. */
export interface SpotPrices {
  /** What is known by now; it never asks. A place without a history is left to the next source. */
  readonly source: PriceSource;
  /**
   * Reads what changed for the places of these machines and of those seen within the last two days: where a place is new, where an hour has
   * begun since the last reading, and every quarter of an hour. Resolves within `WAIT_MS` whatever the API does; a failure keeps what is known
   * and is a problem. Rejects only when the signal aborts.
   */
  refresh(resources: readonly Resource[], signal: AbortSignal): Promise<readonly Problem[]>;
}

export interface SpotOptions {
  readonly clients: Pick<AwsClients, 'ec2'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Of each region; default 60. */
  readonly callsPerHour?: number;
  /** A signal that aborts after so many ms. */
  readonly timeout?: (ms: number) => AbortSignal;
}

/** What a cycle waits for at most. */
const WAIT_MS = 5000;
/** A region that did not answer in time is left alone for so long, so that not every cycle waits for it. */
const REST_AFTER_WAIT_MS = HOUR_MS / 6;
/** One that refused is asked again by the next cycle. */
const REST_AFTER_REFUSAL_MS = 30_000;

export function createSpotPrices({ clients, clock, callsPerHour = 60, timeout = AbortSignal.timeout }: SpotOptions): SpotPrices {
  const regions = new Map<string, SpotRegion>();
  const budgets = new Map<string, CallBudget>();
  let listed = createBookSource(createMemoryBook({ provider: 'aws', origin: 'live', rows: [] }));
  let turn: Promise<unknown> = Promise.resolve();

  const read = async (region: SpotRegion, nowMs: number, signal: AbortSignal): Promise<Problem[]> => {
    const due = [...region.series.values()].filter((series) => isDue(series, nowMs));
    if (due.length === 0 || Math.abs(nowMs - region.failedMs) < region.restMs) return [];
    const window = { startMs: Math.max(nowMs - REACH_MS, Math.min(...due.map(({ knownMs }) => knownMs))), endMs: nowMs };
    const ends = AbortSignal.any([signal, timeout(WAIT_MS)]);
    const budget = budgets.get(region.name) ?? createCallBudget(callsPerHour, clock);
    budgets.set(region.name, budget);
    try {
      const client = await clients.ec2(region.name);
      const places = due.map(({ place }) => place);
      const { changes, unreadable } = await readSpotHistory(client, places, window, { signal: ends, spend: budget.spend });
      learnChanges(due, changes, nowMs);
      const message = `${unreadable} spot prices in ${region.name} cannot be read and were left out`;
      return unreadable === 0 ? [] : [{ stage: 'price', code: 'SOURCE_GARBLED', scope: region.scope, message }];
    } catch (error) {
      signal.throwIfAborted();
      region.failedMs = nowMs;
      region.restMs = ends.aborted ? REST_AFTER_WAIT_MS : REST_AFTER_REFUSAL_MS;
      return [toAwsProblem(ends.aborted ? ends.reason : error, 'price', region.scope, `ec2:DescribeSpotPriceHistory in ${region.name}`)];
    }
  };

  const refresh: SpotPrices['refresh'] = async (resources, signal) => {
    signal.throwIfAborted();
    const nowMs = clock.nowMs();
    for (const resource of resources) notePlace(regions, resource, nowMs);
    for (const region of regions.values()) forgetPlaces(region, nowMs);
    const problems = await Promise.all([...regions.values()].map((region) => read(region, nowMs, signal)));
    listed = createBookSource(createMemoryBook({ provider: 'aws', origin: 'live', rows: toSpotRows(regions.values(), nowMs) }));
    return problems.flat();
  };

  return {
    source: {
      name: 'spot price history',
      find: (key, window) => {
        if (key.provider !== 'aws' || key.service !== 'ec2' || key.purchase !== 'spot') return null;
        return listed.find({ ...key, attributes: { ...key.attributes, os: canonicalOs(key.attributes.os ?? 'linux') } }, window);
      },
    },
    refresh(resources, signal) {
      const next = turn.then(() => refresh(resources, signal));
      turn = next.catch(() => {});
      return next;
    },
  };
}
