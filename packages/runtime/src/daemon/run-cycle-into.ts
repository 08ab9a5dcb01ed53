import type { BatchWithCommits, Clock } from '@openfinops/core';
import type { CycleEvents } from '../shipper/events-port.ts';

/** One cycle: yields its batches as they fill, returns how it ended. */
export type RunCycle<Outcome> = (signal: AbortSignal) => AsyncGenerator<BatchWithCommits, Outcome>;

/** How a cycle ended: with its own outcome, stopped by the signal, or with an error. Whatever it had yielded is spooled. */
export type CycleEnd<Outcome> =
  | { readonly status: 'finished'; readonly outcome: Outcome }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: unknown };

/** Runs a cycle into the spool. Never rejects: a cycle's failure must not end the agent. */
export async function runCycleInto<Outcome>(
  accept: (item: BatchWithCommits) => Promise<unknown>,
  cycle: RunCycle<Outcome>,
  world: { readonly clock: Pick<Clock, 'monotonicMs'>; readonly events: CycleEvents; readonly signal: AbortSignal },
): Promise<CycleEnd<Outcome>> {
  const { clock, events, signal } = world;
  const startedMs = clock.monotonicMs();
  const elapsedMs = () => clock.monotonicMs() - startedMs;
  let batches = 0;
  let records = 0;
  events.cycleStarted();
  let outcome: { readonly value: Outcome } | undefined;
  async function* items(): AsyncGenerator<BatchWithCommits> {
    outcome = { value: yield* cycle(signal) };
  }
  try {
    for await (const item of items()) {
      batches += 1;
      records += item.batch.records;
      await accept(item);
    }
    if (outcome === undefined) return { status: 'stopped' };
    events.cycleFinished({ elapsedMs: elapsedMs(), batches, records });
    return { status: 'finished', outcome: outcome.value };
  } catch (error) {
    if (signal.aborted) {
      events.cycleStopped({ elapsedMs: elapsedMs() });
      return { status: 'stopped' };
    }
    events.cycleFailed({ elapsedMs: elapsedMs(), error });
    return { status: 'failed', error };
  }
}
