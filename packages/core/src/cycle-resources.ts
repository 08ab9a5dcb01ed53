import type { Batch } from './batch.ts';
import type { Cycle } from './cycle.ts';
import type { Resource } from './model.ts';
import { type RunningMeter, rateNow, runningMeters } from './rates.ts';
import { resourceToWire } from './to-wire.ts';

/** The record of a resource with the rate at which it runs now, where the server does not have it yet. @param read meters whose readings tell their rate */
export function* addResource(cycle: Cycle, resource: Resource, read: readonly RunningMeter[] = []): Generator<Batch> {
  const { input, frame, batches } = cycle;
  const rate = rateNow(resource.scope, [...runningMeters(resource), ...read], input.prices, frame.atMs);
  cycle.summary.add(resource, rate);
  const wire = resourceToWire(resource, { perHour: rate.effectivePerHour, currency: rate.currency });
  const memory = input.resourceMemory;
  if (memory === undefined || memory.isNews(resource.id, JSON.stringify(wire), frame.atMs)) yield* batches.addResource(wire);
}

/** Third stage: the records that waited for readings. */
export async function* addWaiting(cycle: Cycle): AsyncGenerator<Batch> {
  for (const resource of cycle.waiting) {
    const read = cycle.readings.newestOf(resource.id).flatMap(({ meter, offer }) => (offer === null ? [] : [{ meter, offer }]));
    yield* addResource(cycle, resource, read);
    await cycle.pacer.pace();
  }
}
