import type { RateOf, Resource } from '@openfinops/core';
import type { AwsOptions } from '../options.ts';
import { finestPace, type Load } from './cadence.ts';
import { createFeed } from './feed.ts';
import { type Heat, heatOf, pickHottest } from './hot-set.ts';
import { createLoadCount } from './load-count.ts';
import { reportsDisks } from './metrics.ts';
import { dueGroups, isHotDue } from './place-queries.ts';
import { machineTarget, type ScopeWork, type Target, volumeTarget } from './scope-work.ts';

/** What of everything listed CloudWatch may be asked about. */
export interface Targets {
  see(resource: Resource, work: ScopeWork): void;
  /** Nothing more is listed. */
  end(): void;
  /** Each once, as they are listed, until all are. For one reader. */
  portions(): AsyncGenerator<readonly Target[]>;
  /** Of the machines of which not everything is asked now anyway; known when all are listed. @param most as the pace allows */
  hottest(most: number): readonly Target[];
  /** What a whole round of asking asks for, as far as it is listed. */
  load(): Load;
}

export function createTargets(options: Pick<AwsOptions, 'metrics' | 'hotSet'>, nowMs: number, rateOf: RateOf): Targets {
  const counted = createLoadCount(options.metrics);
  const feed = createFeed<Target>();
  /** Machines that say nothing of their disks, and volumes by machine. */
  const silent = new Set<string>();
  const volumes: { readonly machineId: string; readonly target: Target }[] = [];
  const finest = finestPace(options);
  const mayBeHot = new WeakMap<ScopeWork, boolean>();
  const hot: (Heat & { readonly target: Target })[] = [];

  const add = (target: Target): void => {
    target.work.measured += 1;
    counted.add(target);
    feed.put(target);
  };
  /** A hot set goes with the finest cadence only. */
  const isWorthHeat = (work: ScopeWork): boolean => {
    const isWorth = mayBeHot.get(work) ?? (isHotDue(work, finest, nowMs) && dueGroups(work, finest, nowMs).length < options.metrics.length);
    mayBeHot.set(work, isWorth);
    return isWorth;
  };
  return {
    see(resource, work) {
      const machine = machineTarget(resource, work, nowMs);
      if (machine !== undefined) {
        add(machine);
        if (isWorthHeat(work)) hot.push({ target: machine, ...heatOf(resource, nowMs, rateOf) });
        if (!reportsDisks(resource.sku)) silent.add(resource.id);
      }
      const volume = options.metrics.includes('disk') ? volumeTarget(resource, work) : undefined;
      if (volume !== undefined) volumes.push({ machineId: resource.parentId ?? '', target: volume });
    },
    end() {
      for (const { machineId, target } of volumes) if (silent.has(machineId)) add(target);
      feed.end();
    },
    portions: feed.portions,
    hottest: (most) => pickHottest(hot, most).map(({ target }) => target),
    load: counted.load,
  };
}
