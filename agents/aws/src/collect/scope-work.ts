import { HOUR_MS, parseScopeId, type Resource, type ScopeId } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AwsMetric } from '../options.ts';
import { isDue, parseCursor, REVIEW_EVERY_MS, type ScopeCursor } from './cursor.ts';
import { type MetricSpec, metricsOfMachine, metricsOfVolume } from './metrics.ts';
import { createUseHistory, type UseHistory } from './use-history.ts';
import { BASIC, DETAILED, type Grain } from './windows.ts';

/** One scope during one round of collection: what is remembered of it, and how it went. */
export interface ScopeWork {
  readonly scope: ScopeId;
  readonly region: string;
  readonly cursor: ScopeCursor;
  readonly history: UseHistory;
  /** Its waste is looked for in this round. */
  readonly isReviewed: boolean;
  /** Groups of which something did not come. */
  readonly missed: Set<AwsMetric>;
  hotMissed: boolean;
  /** Targets so far. */
  measured: number;
}

/** A resource that CloudWatch may know something of: all that is kept of it until it is asked about. */
export interface Target {
  readonly work: ScopeWork;
  readonly resourceId: string;
  readonly kind: 'machine' | 'volume';
  readonly specs: readonly MetricSpec[];
  readonly grain: Grain;
}

export function openWork(scope: ScopeId, known: unknown, nowMs: number): ScopeWork {
  const cursor = parseCursor(known);
  return {
    scope,
    region: parseScopeId(scope)?.region ?? '',
    cursor,
    history: createUseHistory(cursor.use, nowMs),
    isReviewed: isDue(cursor.reviewed, REVIEW_EVERY_MS, nowMs),
    missed: new Set(),
    hotMissed: false,
    measured: 0,
  };
}

/** undefined: it is no machine, or CloudWatch has nothing new of it. */
export function machineTarget(resource: Resource, work: ScopeWork, nowMs: number): Target | undefined {
  const { id, kind, sku, attributes } = resource;
  if (kind !== 'machine' || !ranLately(resource, nowMs)) return undefined;
  const grain = attributes.monitoring === 'detailed' ? DETAILED : BASIC;
  return { work, resourceId: id, kind: 'machine', specs: metricsOfMachine(sku), grain };
}

/** undefined: it is no volume of a machine. */
export function volumeTarget({ id, kind, parentId }: Resource, work: ScopeWork): Target | undefined {
  if (kind !== 'disk' || parentId === undefined || !awsIdOf(id).startsWith('vol-')) return undefined;
  return { work, resourceId: id, kind: 'volume', specs: metricsOfVolume(), grain: BASIC };
}

/** It runs, or its last run ended so lately that something of it may be new. */
function ranLately({ state, sightings }: Resource, nowMs: number): boolean {
  return state === 'running' || sightings.some(({ stopMs }) => stopMs !== undefined && nowMs - stopMs < HOUR_MS);
}
