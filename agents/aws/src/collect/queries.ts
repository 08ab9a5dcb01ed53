import type { ScopeId, Window } from '@openfinops/core';
import { MAX_QUERIES, queriesPerCall } from './limits.ts';
import type { MetricSpec } from './metrics.ts';
import { type Grain, pointsOf } from './windows.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** One metric of one resource over one window. */
export interface Query {
  readonly scope: ScopeId;
  readonly resourceId: string;
  /** The last part of it, by which AWS knows the resource. */
  readonly awsId: string;
  readonly spec: MetricSpec;
  readonly dimensions: readonly Dimension[];
  /** Asked besides, between two times of asking for its group. */
  readonly isHot: boolean;
}

/** What is asked in one call: one region, one period, one window. */
export interface Batch extends Window {
  readonly region: string;
  readonly periodMs: number;
  readonly queries: readonly Query[];
}

/** A query with all that decides which others it may be asked together with; a window object is always of the same grain. */
export interface PlacedQuery {
  readonly region: string;
  readonly grain: Grain;
  readonly window: Window;
  readonly query: Query;
}

/**
 * Batches as they fill, never more than one open a region and window. Queries of a region come one after the other; each region is flushed
 * before the next begins.
 * @param most queries a call; fewer where their points would be too many
 */
export function* batchQueries(placed: Iterable<PlacedQuery>, most = MAX_QUERIES): Generator<Batch> {
  const open = new Map<string, OpenBatch>();
  const keys = new WeakMap<Window, string>();
  let current: string | undefined;
  for (const { region, grain, window, query } of placed) {
    if (region !== current) {
      yield* open.values();
      open.clear();
      current = region;
    }
    const key = keys.get(window) ?? `${grain.periodMs} ${window.startMs} ${window.endMs}`;
    keys.set(window, key);
    const batch = open.get(key) ?? {
      region,
      periodMs: grain.periodMs,
      ...window,
      queries: [],
      most: Math.min(most, queriesPerCall(pointsOf(window, grain))),
    };
    open.set(key, batch);
    batch.queries.push(query);
    if (batch.queries.length < batch.most) continue;
    open.delete(key);
    yield batch;
  }
  yield* open.values();
}

interface OpenBatch extends Batch {
  readonly queries: Query[];
  /** How many it takes. */
  readonly most: number;
}
