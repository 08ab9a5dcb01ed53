import type { Batch } from './batch.ts';
import type { Cycle } from './cycle.ts';
import { priceFacts } from './price-facts.ts';

/** Second stage: readings join their hours; then everything that a complete scope did not list is concluded. */
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
