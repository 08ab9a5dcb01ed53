import type { Log } from '@openfinops/core';
import { createMetrics, createRealPorts, tuneForOneLook } from '@openfinops/runtime';
import { definition } from '../../agents/aws/src/index.ts';

/**
 * Inventory and metrics of one region by the provider alone, in a process that is tuned as `--once` is: nothing is accrued, priced or printed. Says how
 * many datapoints it read.
 */
const heap = tuneForOneLook();
const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const ports = createRealPorts({ env: process.env, log: silent, metrics: createMetrics() });
const signal = new AbortController().signal;
const provider = await definition.create(definition.options.parse({ region: ['us-west-2'], services: ['ec2'] }), ports);
const noRate = { listPerHour: null, effectivePerHour: null, currency: 'USD', missing: [] };
let points = 0;
for await (const portion of provider.look({ signal, cursorOf: () => undefined, rateOf: () => noRate })) {
  heap.look();
  for (const item of portion) if (item.type === 'series') for (const value of item.series.values) if (value !== null) points += 1;
}
await provider.close?.();
console.log(JSON.stringify({ points }));
