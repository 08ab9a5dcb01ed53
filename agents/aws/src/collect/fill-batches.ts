import type { Pacer } from '@openfinops/core';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AgentBook } from './agent-book.ts';
import type { AgentMetric } from './agent-memory.ts';
import type { Pace } from './cadence.ts';
import { createQueryPlacer } from './place-queries.ts';
import { type Batch, createBatcher } from './queries.ts';
import type { Target } from './scope-work.ts';
import type { Targets } from './targets.ts';

export interface Filling {
  readonly nowMs: number;
  readonly pace: Pace;
  /** Queries a call; undefined: as many as it takes. */
  readonly most: number | undefined;
  readonly agents: AgentBook;
  /** Regions that refused: nothing more is asked of them. */
  readonly refused: ReadonlySet<string>;
  readonly pacer: Pacer;
}

/**
 * What is asked in this round, a call at a time, as it is listed: ten thousand machines' queries are never in memory together. Calls that are not full,
 * and what is asked of the hot set besides, come when everything is listed.
 */
export async function* fillBatches(targets: Targets, { nowMs, pace, most, agents, refused, pacer }: Filling): AsyncGenerator<Batch> {
  const place = createQueryPlacer(pace, nowMs);
  const batcher = createBatcher(most);
  const memoryOf = async ({ work, kind, resourceId }: Target): Promise<AgentMetric | undefined> =>
    kind === 'machine' ? (await agents.of(work)).get(awsIdOf(resourceId)) : undefined;

  // Not by `yield*`, which waits a turn for each target that fills nothing.
  for await (const portion of targets.portions()) {
    for (const target of portion) {
      if (refused.has(target.work.region)) continue;
      const memory = place.isMemoryDue(target.work) ? await memoryOf(target) : undefined;
      for (const full of batcher.add(place.scheduled(target, memory))) yield full;
      await pacer.pace();
    }
  }
  for (const target of targets.hottest(pace.hotSet)) {
    if (refused.has(target.work.region)) continue;
    const memory = pace.everyMs.memory == null ? undefined : await memoryOf(target);
    for (const full of batcher.add(place.besides(target, memory))) yield full;
  }
  for (const batch of batcher.flush()) if (!refused.has(batch.region)) yield batch;
}
