import { isDenied } from '../clients/aws-errors.ts';
import { type Answer, type AskWorld, askMetricData } from './ask-metric-data.ts';
import { STATISTICS_CALL_MS } from './call-pace.ts';
import type { Batch } from './queries.ts';
import { createResults, idOf } from './read-results.ts';

/**
 * Asks for batches of one query by GetMetricStatistics, which is free for so few; in a region that does not permit it, by GetMetricData.
 * Rejects only with the signal's reason.
 */
export function createStatisticsAsker(world: AskWorld): (batch: Batch) => Promise<Answer> {
  const refused = new Set<string>();
  return async (batch) => {
    const answer = refused.has(batch.region) ? null : await askStatistics(batch, world);
    if (answer !== null && !isDenied(answer.error)) return answer;
    refused.add(batch.region);
    return await askMetricData(batch, world);
  };
}

async function askStatistics(batch: Batch, { clients, pace, signal }: AskWorld): Promise<Answer> {
  const operation = 'GetMetricStatistics';
  const results = createResults(batch);
  const [query] = batch.queries;
  if (query === undefined) return { operation, batch, values: new Float64Array(), incomplete: [] };
  try {
    const [client, { GetMetricStatisticsCommand }] = await Promise.all([clients.cloudWatch(batch.region), import('@aws-sdk/client-cloudwatch')]);
    await pace.ready(signal);
    pace.take(STATISTICS_CALL_MS);
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: query.spec.namespace,
        MetricName: query.spec.metric,
        Dimensions: [...query.dimensions],
        StartTime: new Date(batch.startMs),
        EndTime: new Date(batch.endMs),
        Period: batch.periodMs / 1000,
        Statistics: [query.spec.statistic],
      }),
      { abortSignal: signal },
    );
    const Timestamps = Datapoints.map(({ Timestamp }) => Timestamp);
    const Values = Datapoints.map((point) => point[query.spec.statistic]);
    results.readPage({ MetricDataResults: [{ Id: idOf(0), StatusCode: 'Complete', Timestamps, Values }] });
    return { operation, batch, values: results.values, incomplete: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { operation, batch, values: results.values, incomplete: [0], error };
  }
}
