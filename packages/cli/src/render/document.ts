import { AgentError, type Batch, type WireBatch, type WireDocument } from '@openfinops/core';

type Lists = Pick<WireDocument, 'resources' | 'charges' | 'series' | 'allocations' | 'findings' | 'events'>;

/** Unites the batches of one cycle into the document that `--format json` prints. */
export interface DocumentBuilder {
  add(batch: Batch): void;
  /** Throws INTERNAL when the closing batch has not come. */
  build(): WireDocument;
}

export function createDocumentBuilder(): DocumentBuilder {
  const lists: Lists = { resources: [], charges: [], series: [], allocations: [], findings: [], events: [] };
  let closing: { readonly body: WireBatch; readonly metrics: Extract<WireBatch['metrics'], { kind: 'cycle' }> } | undefined;
  return {
    add(batch) {
      // The text is our own, made a moment ago from these types.
      const body: WireBatch = JSON.parse(batch.json);
      const { metrics } = body;
      append(lists.events, body.events);
      if (metrics.kind === 'cycle') closing = { body, metrics };
      if (metrics.kind === 'cost') {
        append(lists.resources, metrics.resources);
        append(lists.charges, metrics.charges);
      }
      if (metrics.kind === 'use') {
        append(lists.series, metrics.series);
        append(lists.allocations, metrics.allocations);
        append(lists.findings, metrics.findings);
      }
    },
    build() {
      if (!closing) throw new AgentError('INTERNAL', 'the cycle ended without its closing batch');
      const { body, metrics } = closing;
      const { agent_id, hostname, cloud_provider, region } = body;
      const { summary, scopes, coverage, own_cost, window, agent_version } = metrics;
      const agent = { agent_id, agent_version, hostname, cloud_provider, region };
      return { schema: 'openfinops.document/1', agent, window, summary, scopes, coverage, own_cost, ...lists };
    },
  };
}

function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}
