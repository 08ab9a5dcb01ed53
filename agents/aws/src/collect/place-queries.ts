import type { Window } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AwsMetric } from '../options.ts';
import type { AgentMetric } from './agent-memory.ts';
import { HOT_EVERY_MS, type Pace } from './cadence.ts';
import { isDue } from './cursor.ts';
import type { PlacedQuery } from './queries.ts';
import type { ScopeWork, Target } from './scope-work.ts';
import { type Grain, windowToAsk } from './windows.ts';

/** Groups of a scope whose time has come. */
export function dueGroups({ cursor }: Pick<ScopeWork, 'cursor'>, { everyMs }: Pick<Pace, 'everyMs'>, nowMs: number): AwsMetric[] {
  const groups = Object.entries(everyMs) as [AwsMetric, number | null][];
  return groups.flatMap(([group, cadenceMs]) => (cadenceMs !== null && isDue(cursor.asked[group], cadenceMs, nowMs) ? [group] : []));
}

/** The time of the hot set has come. */
export function isHotDue({ cursor }: Pick<ScopeWork, 'cursor'>, { hotSet }: Pick<Pace, 'hotSet'>, nowMs: number): boolean {
  return hotSet > 0 && isDue(cursor.hot, HOT_EVERY_MS, nowMs);
}

/** What is asked of one target now. */
export interface QueryPlacer {
  /** The time has come to ask for memory. */
  isMemoryDue(work: ScopeWork): boolean;
  /** Groups whose time has come. @param memory of the CloudWatch agent, where the machine runs it */
  scheduled(target: Target, memory?: AgentMetric): readonly PlacedQuery[];
  /** The other groups, for a machine of the hot set. */
  besides(target: Target, memory?: AgentMetric): readonly PlacedQuery[];
}

type WindowOf = (group: AwsMetric, grain: Grain) => Window | undefined;

interface Windows {
  readonly due: ReadonlySet<AwsMetric>;
  readonly scheduled: WindowOf;
  readonly besides: WindowOf;
}

export function createQueryPlacer(pace: Pace, nowMs: number): QueryPlacer {
  const byWork = new Map<ScopeWork, Windows>();
  const windowsOf = (work: ScopeWork) => {
    const known = byWork.get(work) ?? openWindows(work, pace, nowMs);
    byWork.set(work, known);
    return known;
  };
  return {
    isMemoryDue: (work) => windowsOf(work).due.has('memory'),
    scheduled: (target, memory) => placeEach(target, memory, windowsOf(target.work).scheduled, false),
    besides: (target, memory) => placeEach(target, memory, windowsOf(target.work).besides, true),
  };
}

function placeEach(target: Target, memory: AgentMetric | undefined, windowOf: WindowOf, isHot: boolean): readonly PlacedQuery[] {
  const { work, resourceId, specs, grain } = target;
  const { scope, region } = work;
  const awsId = awsIdOf(resourceId);
  const dimensions = [{ Name: target.kind === 'volume' ? 'VolumeId' : 'InstanceId', Value: awsId }];
  const placed: PlacedQuery[] = [];
  for (const spec of specs) {
    const window = windowOf(spec.group, grain);
    if (window !== undefined) placed.push({ region, grain, window, query: { scope, resourceId, awsId, spec, dimensions, isHot } });
  }
  const window = memory === undefined ? undefined : windowOf(memory.spec.group, grain);
  if (memory === undefined || window === undefined) return placed;
  const query = { scope, resourceId, awsId, spec: memory.spec, dimensions: memory.dimensions, isHot };
  return [...placed, { region, grain, window, query }];
}

/** The windows in which the groups of a scope are asked now; undefined: not now. */
function openWindows(work: ScopeWork, pace: Pace, nowMs: number): Windows {
  const { asked, hot } = work.cursor;
  const due = new Set(dueGroups(work, pace, nowMs));
  const windows = new Map<Grain, Map<AwsMetric | 'hot', Window>>();
  /** Equal ones are one object: what is asked over it goes into one call. */
  const share = (fresh: Window, known: Iterable<Window>): Window => {
    for (const window of known) if (window.startMs === fresh.startMs && window.endMs === fresh.endMs) return window;
    return fresh;
  };
  const openOnce = (key: AwsMetric | 'hot', wholeMs: number | null, everyMs: number, grain: Grain): Window => {
    const ofGrain = windows.get(grain) ?? new Map<AwsMetric | 'hot', Window>();
    windows.set(grain, ofGrain);
    const window = ofGrain.get(key) ?? share(windowToAsk(nowMs, wholeMs, everyMs, grain), ofGrain.values());
    ofGrain.set(key, window);
    return window;
  };
  return {
    due,
    scheduled(group, grain) {
      const everyMs = pace.everyMs[group] ?? null;
      if (everyMs === null || !due.has(group)) return undefined;
      return openOnce(group, asked[group]?.wholeMs ?? null, everyMs, grain);
    },
    besides(group, grain) {
      if ((pace.everyMs[group] ?? null) === null || due.has(group)) return undefined;
      return openOnce('hot', hot?.wholeMs ?? null, HOT_EVERY_MS, grain);
    },
  };
}
