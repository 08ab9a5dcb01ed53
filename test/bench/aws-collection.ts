import type { Log, Resource } from '@openfinops/core';
import { createMetrics, createRealPorts } from '@openfinops/runtime';
import { definition } from '../../agents/aws/src/index.ts';

/** Inventory and metrics of one region by the provider alone: nothing is accrued, priced or printed. Says how many datapoints it read. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const ports = createRealPorts({ env: process.env, log: silent, metrics: createMetrics() });
const signal = new AbortController().signal;
const provider = await definition.create(definition.options.parse({ region: ['us-west-2'], services: ['ec2'] }), ports);
const resources: Resource[] = [];
for await (const item of provider.discover(signal)) if (item.type === 'resource') resources.push(item.resource);
let points = 0;
for await (const item of provider.collect(resources, new Map(), signal)) {
  if (item.type === 'series') points += item.series.values.filter((value) => value !== null).length;
}
await provider.close?.();
console.log(JSON.stringify({ points }));
