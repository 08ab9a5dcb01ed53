import { setMaxListeners } from 'node:events';
import {
  type Collection,
  createPacer,
  type Pacer,
  type Ports,
  type Problem,
  type RateOf,
  type Resource,
  type ScopeId,
  subtract,
} from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { toAwsProblem } from '../clients/aws-errors.ts';
import { findWaste } from '../findings/find-waste.ts';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AwsOptions } from '../options.ts';
import type { OwnCalls } from '../own-calls.ts';
import { type AgentMetric, findAgentMemory } from './agent-memory.ts';
import { type Answer, type AskWorld, askMetricData } from './ask-metric-data.ts';
import { createStatisticsAsker } from './ask-statistics.ts';
import { choosePace } from './cadence.ts';
import { createCallPace } from './call-pace.ts';
import { afterAsking, cursorToJson, isDue, REVIEW_EVERY_MS } from './cursor.ts';
import { createFailureBook, type FailureBook } from './failure-book.ts';
import { pickHotSet } from './hot-set.ts';
import { ownCostOf } from './own-cost.ts';
import { dueGroups, isHotDue, type Placing, placeQueries } from './place-queries.ts';
import { sayBudget } from './plan.ts';
import { pullEach } from './pull-each.ts';
import { batchQueries } from './queries.ts';
import { loadOf, type ScopeWork, sortByScope } from './scope-work.ts';
import { toSeries } from './to-series.ts';
import { createUseHistory, type UseHistory } from './use-history.ts';

export interface CollectArgs {
  readonly resources: readonly Resource[];
  readonly cursors: ReadonlyMap<ScopeId, unknown>;
  readonly clients: AwsClients;
  readonly options: AwsOptions;
  readonly ports: Ports;
  readonly calls: OwnCalls;
  readonly signal: AbortSignal;
  /** What meters cost now; without it nothing is at stake in findings, and the hot set is those just started. */
  readonly rateOf?: RateOf | undefined;
}

/** Calls under way at once: as many as the quota of calls a second can keep busy. */
const PULLERS = 8;

/**
 * What machines and their disks did since they were last asked about, and what of it is waste. Groups of metrics whose time has come are asked,
 * by as few calls as there can be; everything else waits. Rejects only with the signal's reason.
 */
export async function* collectMetrics(args: CollectArgs): AsyncGenerator<Collection> {
  const { resources, cursors, options, ports, signal, rateOf } = args;
  signal.throwIfAborted();
  // Each call under way listens to it.
  setMaxListeners(4 * PULLERS, signal);
  const nowMs = ports.clock.nowMs();
  const usdBefore = ownCostOf(args.calls).usd;
  const pacer = createPacer(ports.clock);
  const works = await sortByScope(resources, cursors, { nowMs, pacer });
  const pace = choosePace(loadOf(works, options.metrics), options);
  if (pace.stretched !== null) yield { type: 'problem', problem: budgetProblem(options, pace.stretched) };

  const world: AskWorld = { clients: args.clients, clock: ports.clock, random: ports.random, pace: createCallPace(ports.clock), signal };
  const failures = createFailureBook(works);
  const hotTime = works.some((work) => isHotDue(work, pace, nowMs));
  const machines = works.flatMap(({ measured }) => measured).filter(({ kind }) => kind === 'machine');
  const hotIds = await pickHotSet(machines, hotTime ? pace.hotSet : 0, { nowMs, rateOf, pacer });
  const round = { nowMs, pace, hotIds, refused: failures.refused };
  const agents = await findAgents(works, round, world, failures);
  const histories = new Map(works.map(({ scope, cursor }) => [scope, createUseHistory(cursor.use, nowMs)]));
  for await (const answer of ask(works, { ...round, agents }, world, pacer)) {
    failures.add(answer);
    for (const [index, { scope, awsId, isHot }] of answer.batch.queries.entries()) {
      const series = toSeries(answer, index);
      if (series === undefined) break;
      if (!isHot) histories.get(scope)?.add(awsId, series);
      yield { type: 'series', series };
      await pacer.pace();
    }
  }
  signal.throwIfAborted();
  ports.metrics.add('openfinops_agent_provider_cost_usd_total', Number(subtract(ownCostOf(args.calls).usd, usdBefore)));
  for (const problem of failures.problems()) yield { type: 'problem', problem };

  const isReview = works.some(({ cursor }) => isDue(cursor.reviewed, REVIEW_EVERY_MS, nowMs));
  if (isReview) {
    const useOf = ({ id, scope }: Resource) => histories.get(scope)?.summarize(awsIdOf(id)) ?? null;
    yield* findWaste({ resources, useOf, rateOf, nowMs, pacer });
  }
  for (const work of works) {
    const cursor = await nextCursor(work, { ...round, isReview, pacer }, histories.get(work.scope));
    if (cursor !== null) yield { type: 'cursor', scope: work.scope, cursor };
  }
}

/** Small estates are asked by the call that is free; a first look, for which somebody may be waiting, by the one that is fast. */
function ask(works: readonly ScopeWork[], placing: Placing, world: AskWorld, pacer: Pacer): AsyncGenerator<Answer> {
  const isFirst = works.some(({ measured, cursor }) => measured.length > 0 && Object.keys(cursor.asked).length === 0);
  const byOne = placing.pace.api === 'GetMetricStatistics' && !isFirst;
  const batches = batchQueries(placeQueries(works, placing), byOne ? 1 : undefined);
  const ready = async (): Promise<void> => {
    await pacer.pace();
    await world.pace.ready(world.signal);
  };
  return pullEach(batches, { width: PULLERS, ready }, byOne ? createStatisticsAsker(world) : (batch) => askMetricData(batch, world));
}

/** Which machines run the CloudWatch agent, where the time to ask for memory has come. */
async function findAgents(
  works: readonly ScopeWork[],
  { nowMs, pace, hotIds }: Omit<Placing, 'agents'>,
  world: AskWorld,
  failures: FailureBook,
): Promise<Placing['agents']> {
  const agents = new Map<string, ReadonlyMap<string, AgentMetric>>();
  for (const work of works) {
    const isDueNow = dueGroups(work, pace, nowMs).includes('memory') || (hotIds.size > 0 && pace.everyMs.memory != null);
    if (work.measured.length === 0 || !isDueNow || agents.has(work.region)) continue;
    try {
      agents.set(work.region, await findAgentMemory(work.region, world));
    } catch (error) {
      world.signal.throwIfAborted();
      agents.set(work.region, new Map());
      failures.addError(toAwsProblem(error, 'collect', work.scope, `cloudwatch:ListMetrics in ${work.region}`));
      work.missed.add('memory');
    }
  }
  return agents;
}

/** What is to be remembered of a scope; null: nothing has changed. */
async function nextCursor(
  work: ScopeWork,
  { nowMs, pace, refused, isReview, pacer }: Omit<Placing, 'agents' | 'hotIds'> & { readonly isReview: boolean; readonly pacer: Pacer },
  history: UseHistory | undefined,
): Promise<unknown> {
  const { cursor, missed, hotMissed, measured, region } = work;
  const due = measured.length > 0 ? dueGroups(work, pace, nowMs) : [];
  const isHotNow = measured.length > 0 && isHotDue(work, pace, nowMs);
  if (due.length === 0 && !isHotNow && !isReview) return null;
  const asked = { ...cursor.asked };
  for (const group of due) asked[group] = afterAsking(cursor.asked[group], nowMs, !missed.has(group) && !refused.has(region));
  return cursorToJson({
    asked,
    hot: isHotNow ? afterAsking(cursor.hot, nowMs, !hotMissed) : cursor.hot,
    reviewed: isReview ? afterAsking(cursor.reviewed, nowMs, true) : cursor.reviewed,
    use: due.length > 0 ? ((await history?.remember(pacer)) ?? cursor.use) : cursor.use,
  });
}

function budgetProblem({ budgetMonthlyUsd = 0 }: AwsOptions, stretched: string): Problem {
  const hint = 'Raise budgetMonthlyUsd, or ask for fewer metrics; `openfinops-agent plan aws` says what each costs.';
  return { stage: 'collect', code: 'BUDGET_STRETCHED', scope: null, message: sayBudget(budgetMonthlyUsd, stretched), hint };
}
