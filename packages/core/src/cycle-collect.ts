import type { Batch } from './batch.ts';
import { type Cycle, countCalls, toProblem } from './cycle.ts';
import type { ScopeState } from './cycle-scopes.ts';
import { isAbort } from './errors.ts';
import type { ScopeId } from './model.ts';
import { priceFacts } from './price-facts.ts';
import type { RateOf } from './provider.ts';
import { rateNow, runningMeters } from './rates.ts';
import { resourceToWire } from './to-wire.ts';

/** Second stage: what the resources did. A scope that could not be listed is not asked again. */
export async function* collect(cycle: Cycle): AsyncGenerator<Batch> {
  const { input, batches, scopes, readings } = cycle;
  const cursors = new Map([...scopes.values()].map((state) => [state.scope, state.before.cursor]));
  const rateOf: RateOf = (scope, meters) => rateNow(scope, meters, input.prices, cycle.frame.atMs);
  try {
    for await (const item of input.provider.collect(cycle.resources, cursors, input.signal, rateOf)) {
      input.signal.throwIfAborted();
      if (item.type === 'reading') readings.add(item.reading);
      else if (item.type === 'cursor') setCursor(scopes, item.scope, item.cursor);
      else if (item.type === 'problem' || item.type === 'failure') cycle.problems.push(item.problem);
      else yield* batches.addUse(item);
      await cycle.pacer.pace();
    }
  } catch (error) {
    if (isAbort(error) || input.signal.aborted) throw error;
    cycle.problems.push(toProblem('collect', error));
  }
  input.onProgress?.({ stage: 'collect', scope: null, resources: cycle.resources.length, calls: countCalls(cycle) });
}

function setCursor(scopes: ReadonlyMap<ScopeId, ScopeState>, scope: ScopeId, cursor: unknown): void {
  const state = scopes.get(scope);
  if (state !== undefined) state.cursor = cursor;
}

/** Third stage: readings join their hours; then everything that a complete scope did not list is concluded. */
export async function* conclude(cycle: Cycle): AsyncGenerator<Batch> {
  const { input, batches } = cycle;
  for (const state of cycle.scopes.values()) {
    for (const readings of cycle.readings.ofScope(state.scope)) {
      for (const facts of state.look.read(readings)) yield* batches.addCharge(priceFacts(facts, input.prices));
      await cycle.pacer.pace();
    }
    if (!state.complete) continue;
    for (const some of state.look.conclude()) {
      for (const facts of some) yield* batches.addCharge(priceFacts(facts, input.prices));
      await cycle.pacer.pace();
    }
  }
}

/** Fourth stage: the records of the resources, with the rate at which each runs now. */
export async function* addResources(cycle: Cycle): AsyncGenerator<Batch> {
  const { input, frame, batches } = cycle;
  for (const resource of cycle.resources) {
    const read = cycle.readings.newestOf(resource.id).flatMap(({ meter, offer }) => (offer === null ? [] : [{ meter, offer }]));
    const rate = rateNow(resource.scope, [...runningMeters(resource), ...read], input.prices, frame.atMs);
    cycle.summary.add(resource, rate);
    const wire = resourceToWire(resource, { perHour: rate.effectivePerHour, currency: rate.currency });
    const memory = input.resourceMemory;
    if (memory === undefined || memory.isNews(resource.id, JSON.stringify(wire), frame.atMs)) yield* batches.addResource(wire);
    await cycle.pacer.pace();
  }
}
