import type { Collection, MetricSeries, Ports, Problem, Resource, ScopeId } from '@openfinops/core';
import type { AwsClients } from '../clients/aws-clients.ts';
import { AwsOptions } from '../options.ts';
import { createOwnCalls } from '../own-calls.ts';
import { createLoopbackCloudWatch } from './loopback-cloudwatch.ts';
import { createRound } from './round.ts';

/** For tests: collection over a loopback address, again and again; cursors go on from the time before, through JSON. */
export interface SampleCollector {
  collect(options?: Partial<AwsOptions>, signal?: AbortSignal): Promise<Collection[]>;
  close(): void;
}

const NO_RATE = { listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] } as const;

export function createSampleCollector({ url, ports, resources }: { url: string; ports: Ports; resources: readonly Resource[] }): SampleCollector {
  const loopback = createLoopbackCloudWatch(url, { maxAttempts: 1 });
  const calls = createOwnCalls(ports.metrics);
  const cursors = new Map<ScopeId, unknown>();
  return {
    async collect(given = {}, signal = new AbortController().signal) {
      const items: Collection[] = [];
      const options = AwsOptions.parse({ region: ['us-west-2'], ...given });
      const cursorOf = (scope: ScopeId): unknown => cursors.get(scope);
      const rateOf = () => NO_RATE;
      const round = createRound({ clients: loopback as AwsClients, options, ports, calls, signal, cursorOf, rateOf });
      await round.see(resources);
      round.endListing();
      for await (const some of round.items()) items.push(...some);
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
