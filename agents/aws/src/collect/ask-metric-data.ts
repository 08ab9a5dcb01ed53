import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AgentError, type Clock } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { type CallPace, dataCallMs } from './call-pace.ts';
import type { Batch, Dimension } from './queries.ts';
import { createResults, idOf } from './read-results.ts';

/** What came of one batch. */
export interface Answer {
  readonly operation: 'GetMetricData' | 'GetMetricStatistics';
  readonly batch: Batch;
  /** Query after query, a slot a period, in CloudWatch's own unit; NaN: no datapoint. */
  readonly values: Float64Array;
  /** Queries whose data is not all there. */
  readonly incomplete: readonly number[];
  /** Why, where a call failed outright. */
  readonly error?: unknown;
}

/** What asking needs of the world. */
export interface AskWorld {
  readonly clients: Pick<AwsClients, 'cloudWatch'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: () => number;
  readonly pace: CallPace;
  readonly signal: AbortSignal;
}

const MOST_ATTEMPTS = 3;
const MOST_PAGES = 100;
const RETRY_MS = 1000;

/**
 * Asks for one batch by GetMetricData: pages of one query are put together, queries that CloudWatch could answer only in part are asked again.
 * Rejects only with the signal's reason.
 */
export async function askMetricData(batch: Batch, world: AskWorld): Promise<Answer> {
  const results = createResults(batch);
  let wanted: readonly number[] = [...batch.queries.keys()];
  let error: unknown;
  for (let attempt = 0; wanted.length > 0 && attempt < MOST_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await world.clock.sleep(world.random() * RETRY_MS * attempt, world.signal);
    error = await askPages(batch, wanted, results, world);
    wanted = results.incomplete();
    if (error !== undefined && !(error instanceof SyntaxError)) break;
  }
  const incomplete = [...wanted, ...results.forbidden()];
  return { operation: 'GetMetricData', batch, values: results.values, incomplete, ...(error === undefined ? {} : { error }) };
}

/** All pages of one attempt. @returns what went wrong; what came before that is kept */
async function askPages(batch: Batch, wanted: readonly number[], results: ReturnType<typeof createResults>, world: AskWorld): Promise<unknown> {
  const { signal, pace, clients } = world;
  const points = (wanted.length * (batch.endMs - batch.startMs)) / batch.periodMs;
  try {
    const [client, { GetMetricDataCommand }] = await Promise.all([clients.cloudWatch(batch.region), import('@aws-sdk/client-cloudwatch')]);
    const input = inputOf(batch, wanted);
    const tokens = new Set<string>();
    let token: string | undefined;
    do {
      await pace.ready(signal);
      pace.take(dataCallMs(points));
      const reply = await client.send(new GetMetricDataCommand({ ...input, ...(token === undefined ? {} : { NextToken: token }) }), {
        abortSignal: signal,
      });
      token = results.readPage(reply);
      if (token !== undefined && (tokens.has(token) || tokens.size >= MOST_PAGES)) return endless(batch.region);
      if (token !== undefined) tokens.add(token);
    } while (token !== undefined);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}

function inputOf(batch: Batch, wanted: readonly number[]): GetMetricDataCommandInput {
  const { startMs, endMs } = batch;
  // Made while they are written: hundreds of each of many calls under way are never on the heap together.
  const queries = { length: wanted.length, [Symbol.iterator]: () => queriesOf(batch, wanted) };
  const MetricDataQueries = queries as unknown as MetricDataQuery[];
  return { StartTime: new Date(startMs), EndTime: new Date(endMs), ScanBy: 'TimestampAscending', MetricDataQueries };
}

function* queriesOf({ periodMs, queries }: Batch, wanted: readonly number[]): Generator<MetricDataQuery> {
  for (const index of wanted) {
    const query = queries[index];
    if (query === undefined) continue;
    const { spec, dimensions } = query;
    const Metric = { Namespace: spec.namespace, MetricName: spec.metric, Dimensions: dimensions as Dimension[] };
    yield { Id: idOf(index), MetricStat: { Metric, Period: periodMs / 1000, Stat: spec.statistic } };
  }
}

function endless(region: string): AgentError {
  return new AgentError('SOURCE_GARBLED', `cloudwatch:GetMetricData in ${region} repeats its pages; the rest of them is left out`);
}
