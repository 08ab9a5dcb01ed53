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

/** A query with all that decides which others it may be asked together with; a window object is always of the same region and grain. */
export interface PlacedQuery {
  readonly region: string;
  readonly grain: Grain;
  readonly window: Window;
  readonly query: Query;
}

/** Puts queries together: each that is added goes with others of its own region, period and window, of which one batch is open at a time. */
export interface Batcher {
  /** The batches that these queries filled. */
  add(placed: readonly PlacedQuery[]): readonly Batch[];
  /** What is not full. */
  flush(): readonly Batch[];
}

/** @param most queries a call; fewer where their points would be too many */
export function createBatcher(most = MAX_QUERIES): Batcher {
  const open = new Map<string, OpenBatch>();
  /** Where the last query went: most of one resource, and of its neighbours, go together. */
  let last: { readonly window: Window; readonly key: string; readonly batch: OpenBatch } | undefined;
  const find = ({ region, grain, window }: PlacedQuery) => {
    const key = `${region} ${grain.periodMs} ${window.startMs} ${window.endMs}`;
    const batch = open.get(key) ?? openBatch(region, grain, window, most);
    open.set(key, batch);
    return { window, key, batch };
  };
  const addOne = (placed: PlacedQuery): Batch | undefined => {
    if (last?.window !== placed.window) last = find(placed);
    const { key, batch } = last;
    batch.queries.push(placed.query);
    if (batch.queries.length < batch.most) return undefined;
    open.delete(key);
    last = undefined;
    return batch;
  };
  return {
    add(placed) {
      let full: readonly Batch[] = NONE;
      for (const query of placed) {
        const batch = addOne(query);
        if (batch !== undefined) full = [...full, batch];
      }
      return full;
    },
    flush() {
      const rest = [...open.values()];
      open.clear();
      return rest;
    },
  };
}

const NONE: readonly Batch[] = [];

function openBatch(region: string, grain: Grain, window: Window, most: number): OpenBatch {
  return { region, periodMs: grain.periodMs, ...window, queries: [], most: Math.min(most, queriesPerCall(pointsOf(window, grain))) };
}

interface OpenBatch extends Batch {
  readonly queries: Query[];
  /** How many it takes. */
  readonly most: number;
}
