import type { ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { AskWorld } from './ask-metric-data.ts';
import { STATISTICS_CALL_MS } from './call-pace.ts';
import { AGENT_MEMORY, type MetricSpec } from './metrics.ts';
import type { Dimension } from './queries.ts';

/** The memory metric that the CloudWatch agent of a machine reports, with the dimensions that it reports it under. */
export interface AgentMetric {
  readonly spec: MetricSpec;
  readonly dimensions: readonly Dimension[];
}

const MOST_PAGES = 2000;

/**
 * Which machines of a region run the CloudWatch agent, by instance id: its metrics can be asked for under their exact dimensions only, and those
 * are the operator's to choose. Rejects with what AWS says, or with the signal's reason.
 */
export async function findAgentMemory(region: string, { clients, pace, signal }: AskWorld): Promise<ReadonlyMap<string, AgentMetric>> {
  const found = new Map<string, AgentMetric>();
  const [client, { ListMetricsCommand }] = await Promise.all([clients.cloudWatch(region), import('@aws-sdk/client-cloudwatch')]);
  for (const spec of AGENT_MEMORY) {
    const tokens = new Set<string>();
    let NextToken: string | undefined;
    do {
      await pace.ready(signal);
      pace.take(STATISTICS_CALL_MS);
      const input = { Namespace: spec.namespace, MetricName: spec.metric, RecentlyActive: 'PT3H' as const };
      const page: ListMetricsCommandOutput = await client.send(new ListMetricsCommand({ ...input, ...(NextToken ? { NextToken } : {}) }), {
        abortSignal: signal,
      });
      for (const { Dimensions = [] } of page.Metrics ?? []) keepPlainest(found, spec, Dimensions);
      NextToken = page.NextToken;
      if (NextToken === undefined || tokens.has(NextToken) || tokens.size >= MOST_PAGES) break;
      tokens.add(NextToken);
    } while (NextToken !== '');
  }
  return found;
}

/** An agent may report the same figure under several sets of dimensions; the smallest one speaks for the machine as a whole. */
function keepPlainest(
  found: Map<string, AgentMetric>,
  spec: MetricSpec,
  given: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[],
): void {
  const dimensions = given.flatMap(({ Name, Value }) => (Name === undefined || Value === undefined ? [] : [{ Name, Value }]));
  const id = dimensions.find(({ Name }) => Name === 'InstanceId')?.Value;
  if (id === undefined) return;
  const known = found.get(id);
  if (known === undefined || dimensions.length < known.dimensions.length) found.set(id, { spec, dimensions });
}
