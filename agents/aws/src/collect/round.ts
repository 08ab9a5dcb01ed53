import { setMaxListeners } from 'node:events';
import {
  type Collection,
  createPacer,
  type Finding,
  type LookNeeds,
  type Ports,
  type Problem,
  type Resource,
  type ScopeId,
  subtract,
} from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { createWasteWatch } from '../findings/waste-watch.ts';
import { awsIdOf } from '../inventory/aws-resource.ts';
import type { AwsOptions } from '../options.ts';
import type { OwnCalls } from '../own-calls.ts';
import { createAgentBook } from './agent-book.ts';
import { type Answer, type AskWorld, askMetricData } from './ask-metric-data.ts';
import { createStatisticsAsker } from './ask-statistics.ts';
import { choosePace, finestPace, isFinestFor, type Pace } from './cadence.ts';
import { createCallPace } from './call-pace.ts';
import { createFailureBook } from './failure-book.ts';
import { fillBatches } from './fill-batches.ts';
import { nextCursor } from './next-cursor.ts';
import { ownCostOf } from './own-cost.ts';
import { sayBudget } from './plan.ts';
import { pullEach } from './pull-each.ts';
import type { Batch } from './queries.ts';
import { openWork, type ScopeWork } from './scope-work.ts';
import { createTargets } from './targets.ts';
import { toSeries } from './to-series.ts';

export interface RoundArgs extends LookNeeds {
  readonly clients: AwsClients;
  readonly options: AwsOptions;
  readonly ports: Ports;
  readonly calls: OwnCalls;
}

/**
 * One round of asking what machines and their disks did since they were last asked about, and what of it all is waste. It begins while they are
 * still being listed, as soon as what is still to come cannot change how often anything is asked; of what was listed it keeps next to nothing.
 */
export interface Round {
  see(resources: readonly Resource[]): Promise<void>;
  /** Nothing more is listed. */
  endListing(): void;
  /** What comes of it, and last what is to be remembered. Groups of metrics whose time has come are asked. Rejects only with the signal's reason. */
  items(): AsyncGenerator<Iterable<Collection>>;
}

/** Calls under way at once: as many as keep the quota of calls a second busy while replies wait for long listings to be read. */
const PULLERS = 16;

export function createRound({ cursorOf, rateOf, signal, clients, options, ports, calls }: RoundArgs): Round {
  const { clock } = ports;
  const nowMs = clock.nowMs();
  const usdBefore = ownCostOf(calls).usd;
  const pacer = createPacer(clock);
  const works = new Map<ScopeId, ScopeWork>();
  const workOf = (scope: ScopeId): ScopeWork => {
    const work = works.get(scope) ?? openWork(scope, cursorOf(scope), nowMs);
    works.set(scope, work);
    return work;
  };
  const targets = createTargets(options, nowMs, rateOf);
  const waste = createWasteWatch({
    useOf: ({ id, scope }) => workOf(scope).history.summarize(awsIdOf(id)),
    rateOf,
    nowMs,
    hasBelongings: options.services.some((service) => service !== 'ec2'),
  });
  const findings: Finding[] = [];
  const world: AskWorld = { clients, clock, random: ports.random, pace: createCallPace(clock), signal };
  const failures = createFailureBook(works);
  let setPace: (pace: Pace) => void = () => {};
  const paced = new Promise<Pace>((resolve) => {
    setPace = resolve;
  });
  // Each call under way listens to it.
  setMaxListeners(4 * PULLERS, signal);

  /** A look for which somebody may be waiting: it is taken by the call that is fast. Later ones ask small estates by the one that is free. */
  const isFirst = () => [...works.values()].some(({ measured, cursor }) => measured > 0 && Object.keys(cursor.asked).length === 0);

  const ask = (pace: Pace): AsyncGenerator<Answer> => {
    const byOne = pace.api === 'GetMetricStatistics' && !isFirst();
    const filling = { nowMs, pace, most: byOne ? 1 : undefined, agents: createAgentBook(world, failures), refused: failures.refused, pacer };
    const ready = async (): Promise<void> => {
      await pacer.pace();
      await world.pace.ready(signal);
    };
    const asker = byOne ? createStatisticsAsker(world) : (batch: Batch) => askMetricData(batch, world);
    return pullEach(fillBatches(targets, filling), { width: PULLERS, ready }, asker);
  };

  return {
    async see(resources) {
      for (const resource of resources) {
        const work = workOf(resource.scope);
        if (work.isReviewed) findings.push(...waste.see(resource));
        targets.see(resource, work);
        await pacer.pace();
      }
      if (isFirst() ? options.budgetMonthlyUsd === undefined : isFinestFor(targets.load(), options)) setPace(finestPace(options));
    },
    endListing() {
      targets.end();
      setPace(choosePace(targets.load(), options));
    },
    async *items() {
      const pace = await paced;
      signal.throwIfAborted();
      if (pace.stretched !== null) yield [{ type: 'problem', problem: budgetProblem(options, pace.stretched) }];
      for await (const answer of ask(pace)) {
        failures.add(answer);
        yield seriesOf(answer, works);
      }
      signal.throwIfAborted();
      ports.metrics.add('openfinops_agent_provider_cost_usd_total', Number(subtract(ownCostOf(calls).usd, usdBefore)));
      yield failures.problems().map((problem) => ({ type: 'problem', problem }));
      findings.push(...waste.end());
      yield findings.map((finding) => ({ type: 'finding', finding }));
      for (const work of [...works.values()].sort((a, b) => (a.scope < b.scope ? -1 : 1))) {
        const cursor = await nextCursor(work, { nowMs, pace, pacer, isRefused: failures.refused.has(work.region) });
        if (cursor !== null) yield [{ type: 'cursor', scope: work.scope, cursor }];
      }
    },
  };
}

/** Made as they are read. What is read besides is not counted as use: it is asked for again with everything. */
function* seriesOf(answer: Answer, works: ReadonlyMap<ScopeId, ScopeWork>): Generator<Collection> {
  for (const [index, { scope, awsId, isHot }] of answer.batch.queries.entries()) {
    const series = toSeries(answer, index);
    if (series === undefined) return;
    if (!isHot) works.get(scope)?.history.add(awsId, series);
    yield { type: 'series', series };
  }
}

function budgetProblem({ budgetMonthlyUsd = 0 }: AwsOptions, stretched: string): Problem {
  const hint = 'Raise budgetMonthlyUsd, or ask for fewer metrics; `openfinops-agent plan aws` says what each costs.';
  return { stage: 'collect', code: 'BUDGET_STRETCHED', scope: null, message: sayBudget(budgetMonthlyUsd, stretched), hint };
}
