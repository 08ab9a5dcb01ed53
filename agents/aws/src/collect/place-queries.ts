import type { Resource, Window } from '@openfinops/core';
import { awsIdOf, machineOf } from '../inventory/aws-resource.ts';
import type { AwsMetric } from '../options.ts';
import type { AgentMetric } from './agent-memory.ts';
import { HOT_EVERY_MS, type Pace } from './cadence.ts';
import { isDue } from './cursor.ts';
import { type MetricSpec, metricsOfMachine, metricsOfVolume } from './metrics.ts';
import type { Dimension, PlacedQuery } from './queries.ts';
import type { ScopeWork } from './scope-work.ts';
import { BASIC, DETAILED, type Grain, windowToAsk } from './windows.ts';

/** What decides what is asked now. */
export interface Placing {
  readonly nowMs: number;
  readonly pace: Pace;
  readonly hotIds: ReadonlySet<string>;
  /** Memory metrics of the CloudWatch agent by region, then by instance id. */
  readonly agents: ReadonlyMap<string, ReadonlyMap<string, AgentMetric>>;
  /** Regions that refused: nothing more is asked of them. */
  readonly refused: ReadonlySet<string>;
}

/** Groups of a scope whose time has come. */
export function dueGroups({ cursor }: Pick<ScopeWork, 'cursor'>, { everyMs }: Pick<Pace, 'everyMs'>, nowMs: number): AwsMetric[] {
  const groups = Object.entries(everyMs) as [AwsMetric, number | null][];
  return groups.flatMap(([group, cadenceMs]) => (cadenceMs !== null && isDue(cursor.asked[group], cadenceMs, nowMs) ? [group] : []));
}

/** The time of the hot set has come. */
export function isHotDue({ cursor }: Pick<ScopeWork, 'cursor'>, { hotSet }: Pick<Pace, 'hotSet'>, nowMs: number): boolean {
  return hotSet > 0 && isDue(cursor.hot, HOT_EVERY_MS, nowMs);
}

/** Every query of this round, made as it is asked for: ten thousand machines' queries are never in memory together. */
export function* placeQueries(works: readonly ScopeWork[], placing: Placing): Generator<PlacedQuery> {
  for (const work of works) {
    const windowOf = createWindows(work, placing);
    for (const resource of work.measured) {
      if (placing.refused.has(work.region)) break;
      for (const placed of queriesOf(resource, work, placing, windowOf)) yield placed;
    }
  }
}

type WindowOf = (group: AwsMetric, grain: Grain, isHot: boolean) => { readonly window: Window; readonly isHot: boolean } | undefined;

function queriesOf(resource: Resource, { scope, region }: ScopeWork, placing: Placing, windowOf: WindowOf): readonly PlacedQuery[] {
  const machine = machineOf(resource);
  const grain = machine?.detailedMonitoring === true ? DETAILED : BASIC;
  const isHot = placing.hotIds.has(resource.id);
  const awsId = awsIdOf(resource.id);
  const queries: PlacedQuery[] = [];
  const place = (spec: MetricSpec, dimensions: readonly Dimension[]): void => {
    const placed = windowOf(spec.group, grain, isHot);
    if (placed === undefined) return;
    const query = { scope, resourceId: resource.id, awsId, spec, dimensions, isHot: placed.isHot };
    queries.push({ region, grain, window: placed.window, query });
  };
  const dimensions = [{ Name: machine === null ? 'VolumeId' : 'InstanceId', Value: awsId }];
  for (const spec of machine === null ? metricsOfVolume() : metricsOfMachine(machine.instanceType)) place(spec, dimensions);
  const memory = placing.agents.get(region)?.get(awsId);
  if (memory !== undefined) place(memory.spec, memory.dimensions);
  return queries;
}

/** The window in which a group of a scope is asked now; undefined: not now. */
function createWindows(work: ScopeWork, { nowMs, pace }: Placing): WindowOf {
  const due = new Set(dueGroups(work, pace, nowMs));
  const isHotTime = isHotDue(work, pace, nowMs);
  const windows = new Map<string, Window>();
  return (group, grain, isHot) => {
    const everyMs = pace.everyMs[group] ?? null;
    const isScheduled = due.has(group);
    if (everyMs === null || !(isScheduled || (isHot && isHotTime))) return undefined;
    const key = `${group} ${grain.periodMs} ${isScheduled}`;
    const wholeMs = (isScheduled ? work.cursor.asked[group]?.wholeMs : work.cursor.hot?.wholeMs) ?? null;
    const window = windows.get(key) ?? windowToAsk(nowMs, wholeMs, isScheduled ? everyMs : HOT_EVERY_MS, grain);
    windows.set(key, window);
    return { window, isHot: !isScheduled };
  };
}
