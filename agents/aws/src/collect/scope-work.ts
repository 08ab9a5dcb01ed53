import { HOUR_MS, type Pacer, parseScopeId, type Resource, type ScopeId } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AwsMetric, AwsOptions } from '../options.ts';
import type { Load } from './cadence.ts';
import { parseCursor, type ScopeCursor } from './cursor.ts';
import { type MetricSpec, metricsOfMachine, metricsOfVolume, reportsDisks } from './metrics.ts';

/** One scope at the start of collection: what may be asked of it, and what is remembered of it. */
export interface ScopeWork {
  readonly scope: ScopeId;
  readonly region: string;
  readonly cursor: ScopeCursor;
  readonly resources: Resource[];
  /** Of these, what CloudWatch may know something of. */
  readonly measured: Resource[];
  /** Groups of which something did not come. */
  readonly missed: Set<AwsMetric>;
  hotMissed: boolean;
}

/** The work by region, then by scope: queries of a region are asked together. */
export async function sortByScope(
  resources: readonly Resource[],
  cursors: ReadonlyMap<ScopeId, unknown>,
  { nowMs, pacer }: { readonly nowMs: number; readonly pacer: Pacer },
): Promise<readonly ScopeWork[]> {
  const works = new Map<ScopeId, ScopeWork>();
  const silentIds = new Set<string>();
  for (const resource of resources) {
    const { id, kind, scope, sku } = resource;
    const work = works.get(scope) ?? openWork(scope, cursors.get(scope));
    works.set(scope, work);
    work.resources.push(resource);
    if (kind === 'machine' && ranLately(resource, nowMs)) {
      work.measured.push(resource);
      if (!reportsDisks(sku)) silentIds.add(id);
    }
    await pacer.pace();
  }
  if (silentIds.size > 0) for (const work of works.values()) work.measured.push(...work.resources.filter((one) => isVolumeOf(one, silentIds)));
  return [...works.values()].sort((a, b) => (a.region < b.region ? -1 : a.region > b.region ? 1 : a.scope < b.scope ? -1 : 1));
}

/** What a whole round of asking asks for. */
export function loadOf(works: readonly ScopeWork[], metrics: AwsOptions['metrics']): Load {
  const counts = new Map<readonly MetricSpec[], number>();
  let machines = 0;
  for (const { measured } of works) {
    for (const { kind, sku } of measured) {
      if (kind === 'machine') machines += 1;
      const specs = kind === 'machine' ? metricsOfMachine(sku) : metricsOfVolume();
      counts.set(specs, (counts.get(specs) ?? 0) + 1);
    }
  }
  const series: Partial<Record<AwsMetric, number>> = Object.fromEntries(metrics.map((metric) => [metric, metric === 'memory' ? machines : 0]));
  for (const [specs, count] of counts) {
    for (const { group } of specs) {
      const known = series[group];
      if (known !== undefined) series[group] = known + count;
    }
  }
  return { machines, series };
}

function openWork(scope: ScopeId, cursor: unknown): ScopeWork {
  const region = parseScopeId(scope)?.region ?? '';
  return { scope, region, cursor: parseCursor(cursor), resources: [], measured: [], missed: new Set(), hotMissed: false };
}

/** It runs, or its last run ended so lately that something of it may be new. */
function ranLately({ state, sightings }: Resource, nowMs: number): boolean {
  return state === 'running' || sightings.some(({ stopMs }) => stopMs !== undefined && nowMs - stopMs < HOUR_MS);
}

function isVolumeOf({ id, kind, parentId }: Resource, machineIds: ReadonlySet<string>): boolean {
  return kind === 'disk' && parentId !== undefined && machineIds.has(parentId) && awsIdOf(id).startsWith('vol-');
}
