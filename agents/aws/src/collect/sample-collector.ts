import type { Collection, MetricSeries, Ports, Problem, Resource, ScopeId } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { AwsOptions } from '../options.ts';
import { createOwnCalls } from '../own-calls.ts';
import { collectMetrics } from './collect-metrics.ts';
import { createLoopbackCloudWatch } from './loopback-cloudwatch.ts';

/** For tests: collection over a loopback address, again and again; cursors go on from the time before, through JSON. */
export interface SampleCollector {
  collect(options?: Partial<AwsOptions>, signal?: AbortSignal): Promise<Collection[]>;
  close(): void;
}

export function createSampleCollector({ url, ports, resources }: { url: string; ports: Ports; resources: readonly Resource[] }): SampleCollector {
  const loopback = createLoopbackCloudWatch(url, { maxAttempts: 1 });
  const calls = createOwnCalls(ports.metrics);
  const cursors = new Map<ScopeId, unknown>();
  return {
    async collect(given = {}, signal = new AbortController().signal) {
      const items: Collection[] = [];
      const options = AwsOptions.parse({ region: ['us-west-2'], ...given });
      for await (const item of collectMetrics({ resources, cursors, clients: loopback as AwsClients, options, ports, calls, signal }))
        items.push(item);
      for (const item of items) if (item.type === 'cursor') cursors.set(item.scope, JSON.parse(JSON.stringify(item.cursor)));
      return items;
    },
    close: loopback.close,
  };
}

export function seriesIn(items: readonly Collection[], name?: string): MetricSeries[] {
  return items.flatMap((item) => (item.type === 'series' && (name === undefined || item.series.name === name) ? [item.series] : []));
}

export function problemsIn(items: readonly Collection[]): Problem[] {
  return items.flatMap((item) => (item.type === 'problem' ? [item.problem] : []));
}
